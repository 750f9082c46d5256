-- The record of acts, asked by account, by act and by subject: at every sign-in somebody asks whether an account was ever ended, and after some
-- years there are a million rows. Only the desk writes here, so it costs nobody anything who tells.
CREATE INDEX audit_account ON audit (site, account, seq);
CREATE INDEX audit_act ON audit (site, act, seq);
CREATE INDEX audit_subject ON audit (site, subject, seq);
