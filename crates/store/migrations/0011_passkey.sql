-- Passkeys: what signing in to the desk by one takes. It holds public halves, and, where a passkey unlocks, the account's own key wrapped for what only
-- that passkey gives out (256 bits). Never what it gives out. A row lives until its passkey is removed, or its account ends.
CREATE TABLE passkey (
    site       TEXT   NOT NULL,
    -- Random: it stands in addresses and in the record of acts.
    id         TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    -- The passkey's own name (base64url), by which a browser tells which it is.
    credential TEXT   NOT NULL,
    -- Its public half, as COSE.
    public_key BYTEA  NOT NULL,
    -- The name that the person gave it, sealed to the account's own key.
    label      BYTEA  NOT NULL,
    -- The account's own key, wrapped for it; null where it cannot unlock.
    wrapped    BYTEA,
    -- The account's own key has made this over all of the row but the counter.
    mark       BYTEA  NOT NULL,
    counter    BIGINT NOT NULL,
    made       BIGINT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, credential)
);
