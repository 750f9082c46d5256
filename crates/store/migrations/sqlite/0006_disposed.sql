-- What was disposed of: which record, when, and of which kind; never a word of it, or who asked. A row lives for good, so that nothing of that
-- record is taken in again: not from a sender who tries once more, not from the spool, not from an old backup that is restored.
CREATE TABLE disposed (
    site    TEXT   NOT NULL,
    concern TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    PRIMARY KEY (site, concern)
);

CREATE TRIGGER disposed_append_only BEFORE UPDATE ON disposed BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER disposed_kept BEFORE DELETE ON disposed BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- Passed over, and no error: the writer then finds that it is not new.
CREATE TRIGGER concern_disposed BEFORE INSERT ON concern
    WHEN EXISTS (SELECT 1 FROM disposed WHERE site = NEW.site AND concern = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER record_disposed BEFORE INSERT ON record
    WHEN EXISTS (SELECT 1 FROM disposed WHERE site = NEW.site AND concern = NEW.concern) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER reply_disposed BEFORE INSERT ON reply
    WHEN EXISTS (SELECT 1 FROM disposed WHERE site = NEW.site AND concern = NEW.concern) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER concern_key_disposed BEFORE INSERT ON concern_key
    WHEN EXISTS (SELECT 1 FROM disposed WHERE site = NEW.site AND concern = NEW.concern) BEGIN SELECT RAISE(IGNORE); END;
