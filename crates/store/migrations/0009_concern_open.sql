-- Those that are not closed, in the order in which they are due: the inbox begins with them, and there may be a hundred thousand that are closed.
CREATE INDEX concern_open ON concern (site, due, id) WHERE state <> 'closed';
