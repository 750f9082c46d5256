-- What signing in at the desk needs beside accounts. Nothing here opens anything.

-- An account whose passphrase is still the one-time code that its manager passed on. A row lives until the person has chosen their own.
CREATE TABLE invitation (
    site    TEXT   NOT NULL,
    account TEXT   NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (site, account)
);

-- A second step of signing in: its secret is sealed to the account's own key, which the passphrase opens.
CREATE TABLE factor (
    site    TEXT   NOT NULL,
    account TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    sealed  BYTEA  NOT NULL,
    made    BIGINT NOT NULL,
    PRIMARY KEY (site, account, kind)
);

-- Who is, and was, signed in. Its name is random and is not what the browser holds. No address, no kind of browser. Kept for 90 days.
CREATE TABLE session (
    site    TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    account TEXT   NOT NULL,
    made    BIGINT NOT NULL,
    ended   BIGINT,
    why     TEXT,
    PRIMARY KEY (site, id)
);

-- What was done to one thing: a concern, an account.
CREATE INDEX audit_subject ON audit (site, subject, seq);
