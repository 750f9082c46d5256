-- What was disposed of: which record, when, and of which kind; never a word of it, or who asked. A row lives for good, so that nothing of that
-- record is taken in again: not from a sender who tries once more, not from the spool, not from an old backup that is restored.
CREATE TABLE disposed (
    site    TEXT   NOT NULL,
    concern TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    PRIMARY KEY (site, concern)
);

CREATE TRIGGER disposed_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disposed FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Passed over, and no error: the writer then finds that it is not new. The functions look as the owner of the tables does, and in the owner's
-- schema alone: the public door's role has no right to the table, and can put no other in its place.
SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
CREATE FUNCTION concern_is_disposed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM disposed d WHERE d.site = NEW.site AND d.concern = NEW.id) THEN RETURN NULL; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION is_of_disposed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM disposed d WHERE d.site = NEW.site AND d.concern = NEW.concern) THEN RETURN NULL; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER concern_disposed BEFORE INSERT ON concern FOR EACH ROW EXECUTE FUNCTION concern_is_disposed();
CREATE TRIGGER record_disposed BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION is_of_disposed();
CREATE TRIGGER reply_disposed BEFORE INSERT ON reply FOR EACH ROW EXECUTE FUNCTION is_of_disposed();
CREATE TRIGGER concern_key_disposed BEFORE INSERT ON concern_key FOR EACH ROW EXECUTE FUNCTION is_of_disposed();
