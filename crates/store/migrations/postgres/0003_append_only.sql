-- What was told, answered or audited is never changed afterwards; the audit is never deleted from either.
-- Records and answers may be deleted, for disposal is the law: on SQLite by this program alone, on PostgreSQL by roles that have the right.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;
CREATE TRIGGER record_append_only BEFORE UPDATE ON record FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER reply_append_only BEFORE UPDATE ON reply FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
