-- What the account's own key has made over a second step's row, so that whoever can write here cannot put another in its place. Null in a row from
-- before; it is marked when its code has next been right. It lives as long as its row.
ALTER TABLE factor ADD COLUMN mark BYTEA;
