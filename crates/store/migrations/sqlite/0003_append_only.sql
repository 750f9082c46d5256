-- What was told, answered or audited is never changed afterwards; the audit is never deleted from either.
-- Records and answers may be deleted, for disposal is the law: on SQLite by this program alone, on PostgreSQL by roles that have the right.
CREATE TRIGGER record_append_only BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER reply_append_only BEFORE UPDATE ON reply BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;
