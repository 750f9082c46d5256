//! The list of all tables and their columns, for what copies them whole. A test holds it against the databases' own lists.
//! Must not know what any of them means.

/// What a column holds; any may be null.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Text,
    Int,
    Bytes,
}

pub(crate) type Column = (&'static str, Kind);

pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
}

use Kind::{Bytes, Int, Text};

pub(crate) const TABLES: &[Table] = &[
    Table { name: "course_progress", columns: &[("site", Text), ("code_hash", Text), ("progress", Text), ("expires_day", Int)] },
    Table {
        name: "concern",
        columns: &[
            ("site", Text),
            ("id", Text),
            ("sealed_to", Text),
            ("key_id", Text),
            ("arrived", Int),
            ("due", Int),
            ("state", Text),
            ("assignee", Text),
            ("size", Int),
            ("mailbox", Text),
            ("reply_key", Text),
            ("verify_key", Text),
            ("keep_until", Int),
            ("hold", Int),
            ("named", Text),
        ],
    },
    Table {
        name: "record",
        columns: &[("site", Text), ("concern", Text), ("id", Text), ("kind", Text), ("at", Int), ("key_id", Text), ("sealed", Bytes)],
    },
    Table { name: "reply", columns: &[("site", Text), ("mailbox", Text), ("id", Text), ("concern", Text), ("at", Int), ("sealed", Bytes)] },
    Table { name: "concern_key", columns: &[("site", Text), ("concern", Text), ("holder_key_id", Text), ("sealed", Bytes)] },
    Table {
        name: "account",
        columns: &[
            ("site", Text),
            ("name", Text),
            ("role", Text),
            ("recipient", Text),
            ("verify", Text),
            ("kdf", Text),
            ("wrapped", Bytes),
            ("made", Int),
            ("ended", Int),
        ],
    },
    Table { name: "disposed", columns: &[("site", Text), ("concern", Text), ("at", Int), ("kind", Text)] },
    Table { name: "unclean", columns: &[("site", Text), ("concern", Text), ("id", Text)] },
    Table { name: "invitation", columns: &[("site", Text), ("account", Text), ("until", Int)] },
    Table {
        name: "factor",
        columns: &[("site", Text), ("account", Text), ("kind", Text), ("sealed", Bytes), ("made", Int), ("mark", Bytes), ("used", Int)],
    },
    Table {
        name: "passkey",
        columns: &[
            ("site", Text),
            ("id", Text),
            ("account", Text),
            ("credential", Text),
            ("public_key", Bytes),
            ("label", Bytes),
            ("wrapped", Bytes),
            ("mark", Bytes),
            ("counter", Int),
            ("made", Int),
        ],
    },
    Table { name: "session", columns: &[("site", Text), ("id", Text), ("account", Text), ("made", Int), ("ended", Int), ("why", Text)] },
    Table {
        name: "sso",
        columns: &[("site", Text), ("issuer", Text), ("subject", Text), ("account", Text), ("made", Int), ("word", Bytes)],
    },
    Table { name: "wrap", columns: &[("site", Text), ("key_id", Text), ("holder", Text), ("sealed", Bytes), ("made", Int)] },
    Table {
        name: "audit",
        columns: &[
            ("site", Text),
            ("seq", Int),
            ("at", Int),
            ("account", Text),
            ("act", Text),
            ("subject", Text),
            ("detail", Bytes),
            ("prev", Text),
            ("hash", Text),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A table or a column that is not listed would be missing from every backup of PostgreSQL.
    #[tokio::test]
    async fn the_list_is_what_the_migrations_make() {
        let folder = tempfile::tempdir().unwrap();
        let mut made = crate::open::sqlite(&crate::open::sqlite_options(&folder.path().join("made.db"))).await.unwrap();
        let catalogue = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' ORDER BY 1, 2";
        let made: Vec<(String, String, String)> = sqlx::query_as(catalogue).fetch_all(&mut made).await.unwrap();
        let kind = |kind: &Kind| match kind {
            Text => "TEXT",
            Int => "BIGINT",
            Bytes => "BYTEA",
        };
        let of = |t: &Table| t.columns.iter().map(|(c, k)| (t.name.into(), (*c).into(), kind(k).into())).collect::<Vec<_>>();
        let mut listed: Vec<(String, String, String)> = TABLES.iter().flat_map(of).collect();
        listed.sort();
        assert_eq!(listed, made);
    }
}
