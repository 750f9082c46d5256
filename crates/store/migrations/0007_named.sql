-- Who alone may see a concern: names of accounts, one space between; none where all may for whom it is sealed. It only says whose lists it
-- stays out of: what keeps others out is that the concern's own key is wrapped for these alone. Never why. Lives as long as its row.
ALTER TABLE concern ADD COLUMN named TEXT;

-- What arrives is in it never: it costs nobody anything who tells.
CREATE INDEX concern_named ON concern (site, due) WHERE named IS NOT NULL;
