-- The public door's role on PostgreSQL: it may take in what is told and show what a receipt opens. It never reads what was told, and
-- never changes or deletes it. Run this as the role that owns the tables (the desk's), when the desk has started once; and again
-- after an upgrade: `psql waymark -f public.sql`. Then give the role a password, or let it in by its system user.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'waymark_public') THEN
        CREATE ROLE waymark_public LOGIN;
    END IF;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM waymark_public;

-- State, assignee, retention and hold are the desk's.
GRANT INSERT (site, id, sealed_to, key_id, arrived, due, size, mailbox, reply_key, verify_key) ON concern TO waymark_public;
GRANT SELECT (site, id, sealed_to, state, mailbox, reply_key, verify_key) ON concern TO waymark_public;
GRANT INSERT ON record TO waymark_public;
GRANT SELECT ON reply TO waymark_public;
GRANT SELECT, INSERT, UPDATE, DELETE ON course_progress TO waymark_public;
-- To see at start that the tables are up to date.
GRANT SELECT ON _sqlx_migrations TO waymark_public;
