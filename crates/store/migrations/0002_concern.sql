-- What is told, kept sealed. The clear columns are those of the design and no others: random ids, the site, which team key,
-- arrival, due, state, assignee, a size, the mailbox with the public halves of its keys, retention, hold. Never names or words.

-- One row a concern. Lives until it is disposed of. `size` is the length of its sealed bytes, which are padded before sealing.
CREATE TABLE concern (
    site       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    sealed_to  TEXT   NOT NULL CHECK (sealed_to IN ('team', 'managers')),
    key_id     TEXT   NOT NULL,
    arrived    BIGINT NOT NULL,
    due        BIGINT NOT NULL,
    state      TEXT   NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'looking', 'answered', 'closed')),
    assignee   TEXT,
    size       BIGINT NOT NULL,
    mailbox    TEXT,
    reply_key  TEXT,
    verify_key TEXT,
    keep_until BIGINT,
    hold       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (site, id)
);

CREATE UNIQUE INDEX concern_mailbox ON concern (site, mailbox) WHERE mailbox IS NOT NULL;

CREATE INDEX concern_due ON concern (site, due);

-- What was told, and what the teller added: sealed bytes, append-only (0003). In the order of time, so that new rows stand together: a
-- look all over a large index costs more than the row. A concern's own record has its id and its time; what was added has an index.
CREATE TABLE record (
    site    TEXT   NOT NULL,
    concern TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    key_id  TEXT   NOT NULL,
    sealed  BYTEA  NOT NULL,
    PRIMARY KEY (site, at, concern, id)
);

CREATE UNIQUE INDEX record_added ON record (site, concern, id) WHERE kind <> 'concern';

-- The team's answers, sealed to the mailbox's key: only the receipt opens them. Append-only (0003).
CREATE TABLE reply (
    site    TEXT   NOT NULL,
    mailbox TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    concern TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    sealed  BYTEA  NOT NULL,
    PRIMARY KEY (site, mailbox, id)
);

-- A concern's own key, sealed to each key that may open it. Outside the append-only tables, so that disposal can destroy it.
CREATE TABLE concern_key (
    site          TEXT   NOT NULL,
    concern       TEXT   NOT NULL,
    holder_key_id TEXT   NOT NULL,
    sealed        BYTEA  NOT NULL,
    PRIMARY KEY (site, concern, holder_key_id)
);

-- Who may sign in at the desk. Keys only as wrapped by a passphrase. A row stays when its time has ended: the audit names it.
CREATE TABLE account (
    site      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    recipient TEXT   NOT NULL,
    verify    TEXT,
    kdf       TEXT   NOT NULL,
    wrapped   BYTEA  NOT NULL,
    made      BIGINT NOT NULL,
    ended     BIGINT,
    PRIMARY KEY (site, name)
);

-- A team key, sealed to one holder. Lives until the holder loses it.
CREATE TABLE wrap (
    site   TEXT   NOT NULL,
    key_id TEXT   NOT NULL,
    holder TEXT   NOT NULL,
    sealed BYTEA  NOT NULL,
    made   BIGINT NOT NULL,
    PRIMARY KEY (site, key_id, holder)
);

-- Who did what, as a chain of hashes; detail is sealed. Append-only (0003), and never disposed of.
CREATE TABLE audit (
    site    TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    account TEXT   NOT NULL,
    act     TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  BYTEA,
    prev    TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    PRIMARY KEY (site, seq)
);
