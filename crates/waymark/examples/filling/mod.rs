//! What fills a demonstration's database directly: concerns with their records, as the desk seals them. Must not know what they say.

use std::error::Error;

use rusqlite::{Connection, params};
use seal::{PublicKeys, SealedTo};
use unseal::{TeamKey, Wrap};

pub(crate) type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub(crate) const SITE: &str = "sample";
pub(crate) const DAY: i64 = 86_400;

/// The keys of the demonstration, as its manager holds them.
pub(crate) fn keys(data: &str) -> Fallible<Vec<TeamKey>> {
    let public = PublicKeys::parse(&std::fs::read_to_string(format!("{data}/keys.toml"))?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = store::Store::open(&format!("sqlite:{data}/waymark.db")).await?;
        let row = store.account(SITE, "demo-manager").await?.ok_or("no demo-manager")?;
        let account = team::session::account_of(&row).ok_or("no account")?;
        let unlocked = account.unlock(team::passphrase::DEMO).map_err(|_| "another passphrase")?;
        let mut keys = Vec::new();
        for wrap in store.wraps(SITE).await?.into_iter().filter(|w| w.holder == row.name) {
            keys.push(TeamKey::unwrap(&Wrap { key: wrap.key_id, holder: wrap.holder, sealed: wrap.sealed }, &unlocked, &public)?);
        }
        store.close().await;
        Ok(keys)
    })
}

/// A concern as it goes into the tables.
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) to: SealedTo,
    pub(crate) key: String,
    pub(crate) arrived: i64,
    pub(crate) closed: bool,
    pub(crate) wrapped: Vec<u8>,
    /// Name, kind, time, key, sealed.
    pub(crate) records: Vec<(String, &'static str, i64, String, Vec<u8>)>,
}

/// Writes them, round after round of their records: those of one concern do not stand together in the file.
pub(crate) fn write(database: &Connection, mut all: Vec<Made>) -> Fallible<()> {
    database.execute_batch("BEGIN")?;
    let mut concern = database.prepare(
        "INSERT INTO concern (site, id, sealed_to, key_id, arrived, due, state, size) VALUES ('sample', ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut own = database.prepare("INSERT INTO concern_key (site, concern, holder_key_id, sealed) VALUES ('sample', ?1, ?2, ?3)")?;
    let mut record =
        database.prepare("INSERT INTO record (site, concern, id, kind, at, key_id, sealed) VALUES ('sample', ?1, ?2, ?3, ?4, ?5, ?6)")?;
    for one in &all {
        let (state, size) = (if one.closed { "closed" } else { "looking" }, one.records[0].4.len() as i64);
        concern.execute(params![one.id, one.to.text(), one.key, one.arrived, one.arrived + DAY, state, size])?;
        own.execute(params![one.id, one.key, one.wrapped])?;
    }
    while all.iter().any(|one| !one.records.is_empty()) {
        for one in &mut all {
            if let Some((id, kind, at, key, sealed)) = (!one.records.is_empty()).then(|| one.records.remove(0)) {
                record.execute(params![one.id, id, kind, at, key, sealed])?;
            }
        }
    }
    database.execute_batch("COMMIT")?;
    Ok(())
}
