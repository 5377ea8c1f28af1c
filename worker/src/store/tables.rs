//! The inbox's tables.
//!
//! Rows written are what an operator pays for, so they are few, and counted: an
//! event is one row with its dedup key, a delivery is one row with its log, and
//! one more in the index of what is due.

use std::cell::Cell;

use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{Result, SqlStorage, SqlStorageValue, State, Storage};

/// `events.key` outlives `headers` and `body`, which may be erased; both are
/// null then. Ids are text: integers above 2^53 would not survive being read.
/// What `address` is, and why the key is not the primary one: see the module `row_id`.
///
/// `moved` is set where there is no event, but the word that it belongs to
/// another inbox: the generation of the shards by which it does.
///
/// `deliveries` stand in the order in which their events arrived: to list them
/// and to purge them needs no index. `address` is their event's. `due_at` is null once nothing more happens
/// by itself, and `ended_at` is when that was. A lease leaves `due_at` alone,
/// and so writes one row.
///
/// `purge_at` is set where a delivery ended late: see `retention`.
///
/// `breakers` has a row for each destination that is down, `looks` how far the
/// looks for what to purge have come.
const SCHEMA: &str = "
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

/// What becomes of a delivery.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    /// Waits for its time.
    Pending,
    /// An attempt is under way, or was when the process ended.
    Sending,
    /// The destination has it.
    Delivered,
    /// No attempt is made by itself any more.
    Parked,
    /// There is none to make: the event belongs to another inbox.
    Moved,
    /// There is none to make: no route wants the event.
    Unrouted,
    /// The event was erased before the destination had it.
    Cancelled,
}

impl DeliveryState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
            Self::Moved => "moved",
            Self::Unrouted => "unrouted",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The tables, made when they are first needed.
pub(crate) struct Store {
    storage: Storage,
    sql: SqlStorage,
    is_ready: Cell<bool>,
    rows_written: Cell<u64>,
}

#[wasm_bindgen]
extern "C" {
    /// The part of a Durable Object's storage that the `worker` crate leaves out.
    type MoreStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    pub(super) fn transaction_sync(
        this: &MoreStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

impl Store {
    pub(crate) fn new(state: &State) -> Self {
        let storage = state.storage();
        Self { sql: storage.sql(), storage, is_ready: Cell::new(false), rows_written: Cell::new(0) }
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Rows written since this instance began, index rows and alarms included.
    pub(crate) fn rows_written(&self) -> u64 {
        self.rows_written.get()
    }

    /// Counts what is written without SQL: an alarm is one row.
    pub(crate) fn count_row(&self) {
        self.rows_written.set(self.rows_written.get() + 1);
    }

    fn more(&self) -> &MoreStorage {
        self.storage.as_raw().unchecked_ref()
    }

    /// Runs all of the work or, where it fails, none of it. An error that is
    /// returned without this would leave the writes before it in place.
    pub(super) fn transaction<T>(&self, mut work: impl FnMut() -> Result<T>) -> Result<T> {
        let mut result = None;
        self.more().transaction_sync(&mut || {
            result = Some(work().map_err(JsValue::from)?);
            Ok(JsValue::UNDEFINED)
        })?;
        result.ok_or_else(|| "a transaction did nothing".into())
    }

    /// Changes something; says how many rows were written.
    pub(super) fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> Result<u64> {
        self.prepare()?;
        let written = self.sql.exec(statement, values)?.rows_written() as u64;
        self.rows_written.set(self.rows_written.get() + written);
        Ok(written)
    }

    pub(super) fn query(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<Vec<SqlStorageValue>>> {
        self.prepare()?;
        self.sql.exec(statement, values)?.raw().collect()
    }

    fn prepare(&self) -> Result<()> {
        if !self.is_ready.get() {
            self.sql.exec(SCHEMA, None)?;
            self.is_ready.set(true);
        }
        Ok(())
    }
}
