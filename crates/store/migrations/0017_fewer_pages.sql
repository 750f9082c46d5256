-- What is not closed, by when it is due. In place of `concern_open`, whose names are random: most of one day are due at one time, so that each new one
-- had a page of its own there. Equal times are put in order by name when they are read. An older program finds its way by `concern_due`.
DROP INDEX concern_open;
CREATE INDEX concern_unclosed ON concern (site, due) WHERE state <> 'closed';
