-- The same records, found by their time alone, which only grows: with the names in the key, which are random, each of those that come within one
-- second had a page of its own. A concern and its own record are written together, so that the concern's key keeps out a second one; what was
-- added has its own.
ALTER TABLE record DROP CONSTRAINT record_pkey;
CREATE INDEX record_at ON record (site, at);
CREATE INDEX record_stamp ON record (site, concern, at) WHERE kind <> 'concern';
