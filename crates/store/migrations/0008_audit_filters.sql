-- The record of acts, asked by account and by act (by subject: 0004): at every sign-in somebody asks whether an account was ever ended, and after some
-- years there are a million rows. Only the desk writes here, so it costs nobody anything who tells.
CREATE INDEX audit_account ON audit (site, account, seq);
CREATE INDEX audit_act ON audit (site, act, seq);
