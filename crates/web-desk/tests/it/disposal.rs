//! A record from its telling to its disposal; and then nothing opens it: no page, no search, no file of the database, no old backup.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use casework::ConcernId;
use casework::work::{Did, Keep};
use sqlx::{Connection as _, PgPool, Row, SqliteConnection};
use store::{Keeper, Store};
use team::ledger::Ledger;
use team::snapshot::{Snapshot, part_of};
use team::{Desk, Office};

use crate::bytes::found_in;
use crate::house::{Browser, House, NOON, PASSPHRASE, Page, later};
use crate::postgres::Server;

async fn does(browser: &mut Browser, id: ConcernId, act: &str, fields: &[(&str, &str)]) -> Page {
    later(1);
    browser.post(&format!("/concerns/{id}/{act}"), fields).await
}

/// A concern that was told, opened, worked on, closed, and is kept until a day that is over.
async fn ripe(house: &House) -> ConcernId {
    let id = house.concern(&[("worry", "A car waits at the corner, unmistakably."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    assert_eq!(worker.get(&format!("/concerns/{id}")).await.status, 200);
    let today = team::when::date(house.office.world.now()).to_string();
    let steps: [(&str, &[(&str, &str)]); 3] = [
        ("note", &[("text", "The aunt is the one to ring.")]),
        ("close", &[("why", "Early help has ended.")]),
        ("keep", &[("kind", "child-in-need"), ("until", &today), ("why", "The child was of age five years ago.")]),
    ];
    for (act, fields) in steps {
        assert_eq!(does(&mut worker, id, act, fields).await.status, 303, "{act}");
    }
    later(86_400);
    id
}

async fn reviewed(house: &House) -> ConcernId {
    let id = ripe(house).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(does(&mut manager, id, "review", &[("why", "Nothing in it is open.")]).await.status, 303);
    id
}

async fn finds(browser: &mut Browser, id: ConcernId, words: &str) -> bool {
    browser.post("/find", &[("q", words)]).await.has(&format!("/concerns/{id}"))
}

/// Every sealed record of a concern, and its own key as it is wrapped.
async fn sealed(store: &Store, id: ConcernId) -> Vec<Vec<u8>> {
    let records = store.records("sample", &id.to_string()).await.unwrap().into_iter().map(|r| r.sealed);
    let keys = store.concern_keys("sample", &id.to_string()).await.unwrap().into_iter().map(|(_, sealed)| sealed);
    records.chain(keys).collect()
}

/// The database's files.
enum Files {
    Sqlite(PathBuf),
    Postgres(PgPool),
}

impl Files {
    /// How many of these stand in them, now that all that waits in memory is written.
    async fn hold(&self, sealed: &[Vec<u8>]) -> usize {
        match self {
            Files::Sqlite(folder) => found_in(folder, sealed).len(),
            Files::Postgres(pool) => {
                sqlx::query("CHECKPOINT").execute(pool).await.unwrap();
                let place =
                    "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()";
                let folder: String = sqlx::query(place).fetch_one(pool).await.unwrap().get(0);
                found_in(Path::new(&folder), sealed).len()
            }
        }
    }
}

/// The same installation on another database.
fn elsewhere(house: &House, store: &Store) -> Arc<Office> {
    let Office { site, settings, keys_path, ledger, world, .. } = &*house.office;
    let (site, settings) = (site.clone(), settings.clone());
    Arc::new(Office { site, settings, keys_path: keys_path.clone(), ledger: ledger.clone(), store: store.clone(), world: *world })
}

/// A manager's desk in an installation.
async fn desk_at(office: &Arc<Office>) -> Desk {
    let session = team::session::sign_in(office, "a.manager", PASSPHRASE).await.unwrap();
    Desk::open(Arc::clone(office), Arc::new(session)).await.unwrap()
}

/// Told, opened, kept, closed, disposed of.
async fn from_telling_to_disposal(house: &House, files: &Files, apart: &Path) {
    let id = ripe(house).await;
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    let (address, dispose) = (format!("/concerns/{id}"), format!("/concerns/{id}/dispose"));
    assert!(manager.get("/retention").await.has("Child A") && finds(&mut manager, id, "unmistakably").await);
    assert!(manager.get(&address).await.has("review it") && !worker.get(&address).await.has("review it"));
    for act in ["review", "dispose"] {
        assert_eq!(worker.get(&format!("{address}/{act}")).await.status, 404, "{act} is a manager's");
        assert_eq!(does(&mut worker, id, act, &[("why", "x"), ("sure", "yes")]).await.status, 404);
    }
    assert_eq!(manager.get(&dispose).await.status, 404, "it is not reviewed");
    assert_eq!(does(&mut manager, id, "dispose", &[("sure", "yes")]).await.status, 409);
    assert_eq!(does(&mut manager, id, "review", &[]).await.status, 422, "a review says why");
    assert_eq!(does(&mut manager, id, "review", &[("why", "Nothing in it is open.")]).await.status, 303);
    assert!(manager.get(&address).await.has("Dispose of it"));
    assert_eq!(does(&mut worker, id, "note", &[("text", "The school has rung.")]).await.status, 303);
    assert!(!manager.get(&address).await.has("Dispose of it"), "whatever is written takes the review back");
    assert_eq!(does(&mut manager, id, "review", &[("why", "The school asked for something else.")]).await.status, 303);
    let asked = manager.get(&dispose).await;
    assert!(asked.has("nobody can bring it back"));
    assert_eq!(does(&mut manager, id, "dispose", &[]).await.status, 422, "it is asked once more");

    let store = &house.office.store;
    let sealed = sealed(store, id).await;
    assert!(sealed.len() >= 8, "as it came, again to its own key, each act, and the key: {}", sealed.len());
    let backup = apart.join("backup.db");
    store.backup(&backup).await.unwrap();
    assert_eq!(files.hold(&sealed).await, sealed.len(), "before, it is all there");
    let part = house.snapshot().join(format!("team-{:02}.age", part_of(&id.to_string())));
    std::fs::create_dir_all(house.snapshot()).unwrap();
    std::fs::write(&part, "where it may stand").unwrap();
    let gone = does(&mut manager, id, "dispose", &[("sure", "yes")]).await;
    assert!(!part.exists(), "its place in the snapshot goes too");
    assert_eq!((gone.status, gone.to.as_str()), (303, "/retention"), "{}", gone.text);

    // No page, no list, no search, nobody's.
    for browser in [&mut worker, &mut manager] {
        for page in ["/retention", "/?show=closed", "/"] {
            let page = browser.get(page).await;
            assert!(!page.has("Child A") && !page.has(&id.to_string()), "{}", page.text);
        }
        assert!(!finds(browser, id, "unmistakably").await && !finds(browser, id, "Child A").await);
        assert_eq!(browser.get(&address).await.status, 404);
        assert_eq!(does(browser, id, "note", &[("text", "x")]).await.status, 404);
    }
    assert_eq!(house.noted("a.manager", "dispose", &id.to_string()).await, 1);
    let text = std::fs::read_to_string(&house.office.ledger).unwrap();
    assert!(text.starts_with("disposed 2026-11-25T") && text.ends_with(&format!("Z sample {id} child-in-need\n")), "{text}");

    // Not the database's files, nor its log.
    let ledger = Ledger::at(&house.office.ledger);
    for _ in 0..20 {
        // Whoever reads at that moment puts it off.
        house.door.tidy().await.unwrap();
    }
    assert_eq!(ledger.read().unwrap().unwrap().cleaned, 1, "and the ledger says that they are clean");
    assert_eq!(files.hold(&sealed).await, 0);

    an_old_backup(house, id, &backup, apart, &sealed).await;
}

/// The backup of before: with the ledger nothing of it comes back; without it, the next start of the desk disposes of it again.
async fn an_old_backup(house: &House, id: ConcernId, backup: &Path, apart: &Path, sealed: &[Vec<u8>]) {
    let ledgered = Ledger::at(&house.office.ledger).read().unwrap().unwrap();
    let url = |name: &str| format!("sqlite:{}", apart.join(name).join("waymark.db").display());
    let with = Store::open(&url("with")).await.unwrap();
    assert_eq!(with.restore(backup, &ledgered.disposed).await.unwrap(), 1);
    let desk = desk_at(&elsewhere(house, &with)).await;
    assert!(desk.concern(id).await.is_err(), "nobody opens it");
    assert!(with.records("sample", &id.to_string()).await.unwrap().is_empty());
    with.close().await;
    assert_eq!(found_in(&apart.join("with"), sealed), [0; 0]);

    let without = Store::open(&url("without")).await.unwrap();
    assert_eq!(without.restore(backup, &[]).await.unwrap(), 0);
    let there = elsewhere(house, &without);
    let desk = desk_at(&there).await;
    let row = desk.concern(id).await.unwrap();
    assert!(desk.read(&row).await.unwrap().first().is_some(), "so it is the ledger that keeps it away");
    let keeper = Keeper::open(without.clone(), &apart.join("without/spool")).unwrap();
    assert_eq!(team::disposal::finish(&there, &keeper).await.unwrap(), 1);
    assert_eq!(team::disposal::finish(&there, &keeper).await.unwrap(), 0);
    assert!(desk.concern(id).await.is_err());
    let snapshot = Snapshot::new(apart.join("without/snapshot"), "sample");
    let unclean = without.unclean().await.unwrap();
    assert!(team::disposal::clean(&there, &snapshot, &unclean).await.unwrap());
    without.close().await;
    assert_eq!(found_in(&apart.join("without"), sealed), [0; 0]);
}

#[tokio::test]
async fn what_was_disposed_of_opens_to_nobody_on_sqlite() {
    let (house, apart) = (House::demo().await, tempfile::tempdir().unwrap());
    from_telling_to_disposal(&house, &Files::Sqlite(house.folder().to_owned()), apart.path()).await;
}

#[tokio::test]
async fn what_was_disposed_of_opens_to_nobody_on_postgres() {
    let (server, apart) = (Server::start(), tempfile::tempdir().unwrap());
    let house = House::on(&server.url()).await;
    from_telling_to_disposal(&house, &Files::Postgres(PgPool::connect(&server.url()).await.unwrap()), apart.path()).await;
}

#[tokio::test]
async fn who_reads_meanwhile_puts_the_cleaning_off_and_whoever_calls_is_told() {
    let house = House::demo().await;
    let id = reviewed(&house).await;
    assert!(house.door.tidy().await.unwrap(), "nothing is to be done");
    let file = format!("sqlite:{}", house.folder().join("waymark.db").display());
    let mut reader = SqliteConnection::connect(&file).await.unwrap();
    let mut reads = reader.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM record").fetch_one(&mut *reads).await.unwrap();
    assert_eq!(does(&mut house.signed_in("a.manager").await, id, "dispose", &[("sure", "yes")]).await.status, 303);
    let ledger = Ledger::at(&house.office.ledger);
    for _ in 0..2 {
        assert!(!house.door.tidy().await.unwrap(), "so that it waits longer");
        assert_eq!(ledger.read().unwrap().unwrap().cleaned, 0);
    }
    reads.rollback().await.unwrap();
    assert!(house.door.tidy().await.unwrap());
    assert_eq!(ledger.read().unwrap().unwrap().cleaned, 1);
}

#[tokio::test]
async fn what_is_held_stays_whoever_reviewed_it() {
    let house = House::demo().await;
    let (id, other) = (reviewed(&house).await, reviewed(&house).await);
    let mut manager = house.signed_in("a.manager").await;
    // Someone has deleted the entry of the hold from the database: the record of acts has it.
    team::acts::note(&house.office, "b.worker", "hold", &id.to_string()).await.unwrap();
    let refused = does(&mut manager, id, "dispose", &[("sure", "yes")]).await;
    assert!(refused.status == 503 && refused.has("there is a legal hold"), "{} {}", refused.status, refused.text);
    assert!(!house.office.ledger.exists() && manager.get(&format!("/concerns/{id}")).await.status == 200);

    assert_eq!(does(&mut manager, other, "hold", &[("why", "A court asks for it.")]).await.status, 303);
    let late = does(&mut manager, other, "dispose", &[("sure", "yes")]).await;
    assert!(late.status == 409 && late.has("A court asks for it."), "it is told who was quicker: {}", late.text);
    assert_eq!(manager.get(&format!("/concerns/{other}")).await.status, 200);
}

#[tokio::test]
async fn a_record_whose_day_holds_no_more_is_not_reviewed_and_nobody_reviews_a_day_of_their_own() {
    let house = House::with(|_| {}).await;
    let id = ripe(&house).await;
    let (address, review) = (format!("/concerns/{id}"), format!("/concerns/{id}/review"));
    let (mut manager, mut other) = (house.signed_in("a.manager").await, house.signed_in("b.manager").await);
    assert_eq!(manager.get(&review).await.status, 200);
    // Another child comes to light: the day was reckoned without them.
    assert_eq!(does(&mut manager, id, "thing", &[("kind", "child"), ("name", "Child B"), ("birth", "2024-05-01")]).await.status, 303);
    assert!(manager.get(&address).await.has("Nobody has said how long") && manager.get(&review).await.status == 404);
    assert!(!manager.get("/retention").await.has("Child B") && manager.get("/retention?show=unsaid").await.has("Child B"));

    let yesterday = team::when::date(house.office.world.now() - 86_400).to_string();
    let own = [("kind", "child-in-need"), ("until", yesterday.as_str()), ("why", "The school says that it was a slip.")];
    assert_eq!(does(&mut manager, id, "keep", &own).await.status, 303);
    assert!(manager.get(&address).await.has("You gave this day yourself") && manager.get(&review).await.status == 404);
    assert_eq!(does(&mut manager, id, "review", &[("why", "Mine alone.")]).await.status, 409);
    assert!(manager.get("/retention").await.has("Child B") && other.get(&review).await.status == 200);
    assert_eq!(does(&mut other, id, "review", &[("why", "I have read it too.")]).await.status, 303);
    assert!(other.get(&address).await.has("Dispose of it"));

    // The site's period has become longer since the day was taken from it.
    let desk = house.desk("a.worker").await;
    let row = desk.concern(id).await.unwrap();
    let mut opened = desk.read(&row).await.unwrap();
    let until = team::when::date(house.office.world.now() - 86_400);
    let keep = Keep { until, kind: "known-abuse".into(), why: String::new() };
    later(1);
    desk.act(&row, &mut opened, Did::Keep(keep)).await.unwrap();
    house.door.tick().await;
    let page = other.get(&address).await;
    assert!(page.has("This kind is kept longer now") && other.get(&review).await.status == 404, "{}", page.text);
}

#[tokio::test]
async fn where_the_ledger_cannot_be_written_nothing_goes() {
    let house = House::demo().await;
    let id = reviewed(&house).await;
    std::fs::remove_dir(house.office.ledger.parent().unwrap()).unwrap();
    let mut manager = house.signed_in("a.manager").await;
    let failed = does(&mut manager, id, "dispose", &[("sure", "yes")]).await;
    assert_eq!(failed.status, 503);
    assert!(manager.get(&format!("/concerns/{id}")).await.has("unmistakably"), "it is all there");
    assert_eq!(house.office.store.disposed(NOON).await.unwrap(), []);
}

#[tokio::test]
async fn what_another_process_has_disposed_of_is_dropped_from_memory() {
    let house = House::demo().await;
    let id = reviewed(&house).await;
    let mut manager = house.signed_in("a.manager").await;
    manager.get(&format!("/concerns/{id}")).await;
    assert!(finds(&mut manager, id, "unmistakably").await);
    let desk = house.desk("a.manager").await;
    let row = desk.concern(id).await.unwrap();
    let opened = desk.read(&row).await.unwrap();
    let keeper = Keeper::open(house.office.store.clone(), &house.folder().join("spool")).unwrap();
    assert!(house.desk("a.worker").await.dispose(&keeper, &row, &opened).await.is_err(), "a manager's, also at the command line");
    desk.dispose(&keeper, &row, &opened).await.unwrap();
    house.door.tick().await;
    assert!(!finds(&mut manager, id, "unmistakably").await);
}
