-- The record of acts, asked by account and by act (by subject: 0004). After some years there are a million rows. Only the desk writes here, so it
-- costs nobody anything who tells.
CREATE INDEX audit_account ON audit (site, account, seq);
CREATE INDEX audit_act ON audit (site, act, seq);
