//! Opening tables of every version.

use super::{NOW, first_due, insert, native_database::NativeDatabase, store};
use crate::store::{Database as _, LockState, Result, StoreResult};

/// What the builds before the first numbered version made, and what one of them wrote:
/// an event that waits, and one that was erased.
const VERSION_1: &str = "
    CREATE TABLE events (
        address INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        type TEXT,
        time INTEGER,
        tenant TEXT,
        received_at INTEGER NOT NULL,
        moved INTEGER,
        headers TEXT,
        body BLOB
    );
    CREATE TABLE deliveries (
        received_at INTEGER NOT NULL,
        key TEXT NOT NULL,
        destination TEXT NOT NULL,
        address INTEGER NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        due_at INTEGER,
        ended_at INTEGER,
        purge_at INTEGER,
        log TEXT NOT NULL,
        PRIMARY KEY (received_at, key, destination)
    ) WITHOUT ROWID;
    CREATE INDEX deliveries_due ON deliveries (destination, due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX deliveries_parked ON deliveries (destination) WHERE state = 'parked';
    CREATE INDEX deliveries_late ON deliveries (purge_at) WHERE purge_at IS NOT NULL;
    CREATE TABLE breakers (
        destination TEXT PRIMARY KEY, opened_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE looks (
        name TEXT PRIMARY KEY, received_at INTEGER NOT NULL, key TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO events VALUES
        (2204407658622573, 'evt_1', 'optimo', 'evt_1', NULL, NULL, NULL, 1789999999999, NULL,
         '[[\"content-type\",\"text/plain\"]]', x'00FF');
    INSERT INTO deliveries VALUES
        (1789999999999, 'evt_1', 'app', 2204407658622573, 'sending', 1, 1789999999999, NULL,
         NULL, '[]');
    INSERT INTO breakers VALUES ('app', 1789999999000);
";

/// What inline mode made beside them.
const VERSION_1_LOCKS: &str = "
    CREATE TABLE claims (
        key TEXT PRIMARY KEY, claimed_at INTEGER NOT NULL, until INTEGER) WITHOUT ROWID;
    CREATE INDEX claims_by_age ON claims (claimed_at);
    INSERT INTO claims VALUES ('evt_2', 1789999999999, NULL);
";

const CURRENT: i64 = 2;

fn version(database: &NativeDatabase) -> Result<i64> {
    database.integer("SELECT version FROM schema_version")
}

#[test]
fn no_tables_become_the_current_version() -> Result<()> {
    let (store, database) = store()?;
    store.source()?;
    assert_eq!(version(&database)?, CURRENT);
    assert_eq!(insert(&store, "evt_1", &["app"])?, StoreResult::Inserted);
    Ok(())
}

#[test]
fn version_1_is_opened_and_nothing_in_it_is_lost() -> Result<()> {
    let database = NativeDatabase::in_memory()?;
    database.run_script(VERSION_1)?;
    let store = database.store();
    assert_eq!(insert(&store, "evt_1", &["app"])?, StoreResult::Duplicate);
    assert_eq!(version(&database)?, CURRENT);
    assert_eq!(store.open_breakers()?, [("app".to_owned(), 1_789_999_999_000)]);
    let event = store.event(&first_due(&store, "app", NOW)?)?;
    assert_eq!(event.map(|it| (it.id, it.body)), Some(("evt_1".to_owned(), vec![0, 255])));
    let lock = store.acquire_lock("evt_2", NOW, 1, 1)?;
    assert_eq!(lock, LockState::Acquired(NOW + 1));
    Ok(())
}

#[test]
fn locks_of_version_1_are_kept_with_and_without_its_other_tables() -> Result<()> {
    for others in [VERSION_1, ""] {
        let database = NativeDatabase::in_memory()?;
        database.run_script(others)?;
        database.run_script(VERSION_1_LOCKS)?;
        let lock = database.store().acquire_lock("evt_2", NOW, 1, 86_400_000)?;
        assert_eq!(lock, LockState::Committed);
        assert_eq!(version(&database)?, CURRENT);
    }
    Ok(())
}

#[test]
fn the_current_version_is_opened_without_a_write() -> Result<()> {
    let (first, database) = store()?;
    insert(&first, "evt_1", &["app"])?;
    let changes = "SELECT total_changes()";
    let before = database.integer(changes)?;
    let again = database.store();
    assert_eq!(again.show("evt_1")?.len(), 1);
    assert_eq!((database.integer(changes)?, again.rows_written()), (before, 0));
    Ok(())
}

#[test]
fn a_newer_version_is_refused_and_left_alone() -> Result<()> {
    let (store, database) = store()?;
    store.source()?;
    database.run_script("UPDATE schema_version SET version = 99")?;
    let error = insert(&database.store(), "evt_1", &["app"]).err();
    assert_eq!(error.map(|it| it.0.contains("version 99")), Some(true));
    assert_eq!(version(&database)?, 99);
    assert_eq!(database.integer("SELECT count(*) FROM events")?, 0);
    Ok(())
}

#[test]
fn a_step_that_fails_leaves_the_version_before_it() -> Result<()> {
    let database = NativeDatabase::in_memory()?;
    database.run_script(VERSION_1)?;
    // A table in the way of the second step.
    database.run_script("CREATE VIEW claims AS SELECT 1")?;
    assert!(database.store().source().is_err());
    let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";
    assert_eq!(database.integer(tables)?, 0);
    database.run_script("DROP VIEW claims")?;
    assert_eq!(database.store().source()?.as_deref(), Some("optimo"));
    assert_eq!(version(&database)?, CURRENT);
    Ok(())
}
