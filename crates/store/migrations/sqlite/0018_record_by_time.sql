-- The same records, found by their time alone, which only grows: with the names in the key, which are random, each of those that come within one
-- second had a page of its own. SQLite changes no key but by writing the table anew. A concern and its own record are written together, so
-- that the concern's key keeps out a second one; what was added has its own.
CREATE TABLE record_by_time (
    site    TEXT   NOT NULL,
    concern TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    key_id  TEXT   NOT NULL,
    sealed  BYTEA  NOT NULL
);
INSERT INTO record_by_time (site, concern, id, kind, at, key_id, sealed)
    SELECT site, concern, id, kind, at, key_id, sealed FROM record ORDER BY rowid;
DROP TABLE record;
ALTER TABLE record_by_time RENAME TO record;

CREATE INDEX record_at ON record (site, at);
CREATE UNIQUE INDEX record_added ON record (site, concern, id) WHERE kind <> 'concern';
CREATE INDEX record_stamp ON record (site, concern, at) WHERE kind <> 'concern';

CREATE TRIGGER record_append_only BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER record_disposed BEFORE INSERT ON record
    WHEN EXISTS (SELECT 1 FROM disposed WHERE site = NEW.site AND concern = NEW.concern) BEGIN SELECT RAISE(IGNORE); END;
