-- Who somebody is at an identity provider, and so which account is theirs. It opens nothing: the passphrase does. Never a name or an address
-- of e-mail, which a provider may give to somebody else. `word` follows from the account's own key, so that nobody else can put a row here.
-- A row lives until it is disconnected, or the account ends.
CREATE TABLE sso (
    site    TEXT   NOT NULL,
    issuer  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    account TEXT   NOT NULL,
    made    BIGINT NOT NULL,
    word    BYTEA  NOT NULL,
    PRIMARY KEY (site, issuer, subject)
);

-- One person of each provider to an account.
CREATE UNIQUE INDEX sso_account ON sso (site, account, issuer);
