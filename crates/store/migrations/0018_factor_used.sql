-- The time step whose six digits were used last, so that each code is good once at every process of the desk. Null until one was used; an earlier program
-- leaves it as it is, and looks at none. Nothing secret. It lives as long as its row.
ALTER TABLE factor ADD COLUMN used BIGINT;
