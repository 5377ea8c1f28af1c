//! The tables of an inbox, and how those of an older version become the present
//! ones. Rows written are what an operator pays for, so there are few: an event is
//! one row with its dedup key, a delivery is one row with its log, and one more in
//! the index of what is due.
//!
//! A released step is never changed: states that it wrote are on disks.

use super::{
    database::{Database, Error, Result},
    row::{Columns, Row, row},
};

/// The version that this build reads and writes.
const CURRENT: u32 = 2;

/// The steps, each from a version to the next: the first from no tables to 1.
const STEPS: [&str; CURRENT as usize] = [EVENTS_AND_DELIVERIES, LOCKS_AND_VERSION];

/// Version 1, which has no number in it: it is known by its tables.
///
/// `events`: `key` outlives `headers` and `body`, which are null once they are
/// erased. Ids are text: integers above 2^53 would not survive JavaScript. For
/// `address` see `row_id`. `moved` is null for an event; in a tombstone, which says
/// that the key belongs to another inbox, it is the generation of the shards.
///
/// `deliveries`: its primary key has them in the order of their arrival, so listing
/// and sweeping need no index. `address` is their event's. `due_at` is null and
/// `ended_at` set once no attempt follows by itself. Marking a delivery as sending
/// leaves `due_at` alone, and so writes one row. `purge_at` is set for what ended
/// late: see `retention`.
///
/// `breakers`: a row for each destination whose circuit breaker is open. `looks`:
/// how far each sweep has come.
const EVENTS_AND_DELIVERIES: &str = "
    CREATE TABLE IF NOT EXISTS events (
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
    CREATE TABLE IF NOT EXISTS deliveries (
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
    CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (destination, due_at)
        WHERE due_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS deliveries_parked ON deliveries (destination)
        WHERE state = 'parked';
    CREATE INDEX IF NOT EXISTS deliveries_late ON deliveries (purge_at)
        WHERE purge_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS breakers (
        destination TEXT PRIMARY KEY,
        opened_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS looks (
        name TEXT PRIMARY KEY,
        received_at INTEGER NOT NULL,
        key TEXT NOT NULL
    ) WITHOUT ROWID;
";

/// Version 2. An inbox of inline mode may have `claims` before it: they were made by
/// whoever needed them. `until` is null in a committed lock.
const LOCKS_AND_VERSION: &str = "
    CREATE TABLE IF NOT EXISTS claims (
        key TEXT PRIMARY KEY,
        claimed_at INTEGER NOT NULL,
        until INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS claims_by_age ON claims (claimed_at);
    CREATE TABLE schema_version (version INTEGER NOT NULL);
    INSERT INTO schema_version (version) VALUES (2);
";

row! {
    /// What the tables say of their version.
    struct Found {
        has_version: bool = "count(*) FILTER (WHERE name = 'schema_version')",
        has_events: bool = "count(*) FILTER (WHERE name = 'events')",
    }
}

row! {
    struct Version {
        version: u32 = "version",
    }
}

/// Brings the tables to the present version. Costs two reads where they have it.
///
/// # Errors
///
/// Where a newer build wrote the tables, or what SQLite says.
pub(super) fn migrate(database: &dyn Database) -> Result<()> {
    let version = version(database)?;
    if version > CURRENT {
        return Err(Error(format!(
            "the tables have version {version}, and this build knows {CURRENT}"
        )));
    }
    for (step, next) in STEPS.iter().zip(1_u32..).skip(version as usize) {
        database.transaction(&mut || {
            database.run_script(step)?;
            if next > 2 {
                database.execute("UPDATE schema_version SET version = ?", &[next.into()])?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The version of the tables; 0 where there are none.
fn version(database: &dyn Database) -> Result<u32> {
    let found: Found = only(database, "sqlite_master WHERE type = 'table'")?;
    match found {
        Found { has_version: true, .. } => {
            only(database, "schema_version").map(|Version { version }| version)
        }
        Found { has_events: true, .. } => Ok(1),
        _ => Ok(0),
    }
}

fn only<R: Row>(database: &dyn Database, from: &str) -> Result<R> {
    let rows = database.query(&format!("SELECT {} FROM {from}", R::COLUMNS), &[])?;
    match <[_; 1]>::try_from(rows) {
        Ok([row]) => R::read(&mut Columns::new(row)),
        Err(rows) => Err(Error(format!("{} rows instead of one in {from}", rows.len()))),
    }
}
