//! The inbox's tables.
//!
//! Rows written are what an operator pays for: an event is one row with its
//! dedup key, a delivery is one row with its log, and one partial index finds
//! what is due.

use std::cell::Cell;

use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{Error, Result, SqlStorage, SqlStorageValue, State, Storage};

use crate::{event::Event, frame::Envelope};

/// `events.key` outlives `headers` and `body`, which may be erased. Ids are
/// text: integers above 2^53 would not survive being read. `deliveries.due_at`
/// is null once nothing more happens by itself.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS events (
        key TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        type TEXT,
        time INTEGER,
        tenant TEXT,
        received_at INTEGER NOT NULL,
        headers TEXT,
        body BLOB
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS deliveries (
        key TEXT NOT NULL,
        destination TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        due_at INTEGER,
        log TEXT NOT NULL,
        PRIMARY KEY (key, destination)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
";

/// What becomes of a delivery.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DeliveryState {
    /// Waits for its time.
    Pending,
    /// An attempt is under way, until `due_at` at the latest.
    Sending,
    /// The destination has it.
    Delivered,
    /// No attempt is made by itself any more.
    Parked,
    /// Its destination is not configured.
    Waiting,
}

impl DeliveryState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
            Self::Waiting => "waiting",
        }
    }
}

/// Whether an event was new.
#[derive(Clone, Copy)]
pub(super) enum Acceptance {
    New,
    Duplicate,
}

/// A delivery that is due.
pub(super) struct DueDelivery {
    pub(super) key: String,
    pub(super) destination: String,
    /// Those that were begun so far.
    pub(super) attempts: u32,
}

/// What an attempt leaves behind.
pub(super) struct Settlement<'a> {
    pub(super) state: DeliveryState,
    /// When it is tried again, in milliseconds since the Unix epoch.
    pub(super) due_at: Option<i64>,
    /// A JSON object for the delivery's log.
    pub(super) log: &'a str,
}

/// The tables, made when they are first needed.
pub(super) struct Store {
    storage: Storage,
    sql: SqlStorage,
    is_ready: Cell<bool>,
}

#[wasm_bindgen]
extern "C" {
    /// The part of a Durable Object's storage that the `worker` crate leaves out.
    type SyncTransactions;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &SyncTransactions,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

impl Store {
    pub(super) fn new(state: &State) -> Self {
        let storage = state.storage();
        Self { sql: storage.sql(), storage, is_ready: Cell::new(false) }
    }

    pub(super) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Stores an event and its deliveries, all or nothing.
    pub(super) fn accept(&self, envelope: &Envelope, body: &[u8]) -> Result<Acceptance> {
        let known = self.query(
            "SELECT 1 FROM events WHERE key = ?",
            vec![envelope.dedup_key.as_str().into()],
        )?;
        if !known.is_empty() {
            return Ok(Acceptance::Duplicate);
        }
        let headers = serde_json::to_string(&envelope.headers)?;
        self.transaction(|| {
            self.run(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                vec![
                    envelope.dedup_key.as_str().into(),
                    envelope.source.as_str().into(),
                    envelope.id.as_str().into(),
                    envelope.kind.clone().into(),
                    envelope.time.map(integer_value).into(),
                    envelope.tenant.clone().into(),
                    integer_value(envelope.received_at),
                    headers.as_str().into(),
                    body.to_vec().into(),
                ],
            )?;
            for destination in &envelope.destinations {
                self.run(
                    "INSERT INTO deliveries VALUES (?, ?, ?, 0, ?, '[]')",
                    vec![
                        envelope.dedup_key.as_str().into(),
                        destination.as_str().into(),
                        DeliveryState::Pending.as_str().into(),
                        integer_value(envelope.received_at),
                    ],
                )?;
            }
            Ok(())
        })?;
        Ok(Acceptance::New)
    }

    /// The delivery that has been due the longest, but for those of some
    /// destinations; none where `full_for` says that there is room for none.
    pub(super) fn due(
        &self,
        now: i64,
        full_for: &Option<Vec<&str>>,
    ) -> Result<Option<DueDelivery>> {
        let Some(full_for) = full_for else {
            return Ok(None);
        };
        let rows = self.query(
            "SELECT key, destination, attempts FROM deliveries
             WHERE due_at <= ? AND destination NOT IN (SELECT value FROM json_each(?))
             ORDER BY due_at LIMIT 1",
            vec![integer_value(now), serde_json::to_string(full_for)?.into()],
        )?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut row = row.into_iter();
        Ok(Some(DueDelivery {
            key: text(row.next())?,
            destination: text(row.next())?,
            attempts: integer(row.next())?.try_into().unwrap_or(u32::MAX),
        }))
    }

    /// When the next delivery is due.
    pub(super) fn next_due(&self) -> Result<Option<i64>> {
        let rows =
            self.query("SELECT min(due_at) FROM deliveries WHERE due_at IS NOT NULL", vec![])?;
        match rows.into_iter().flatten().next() {
            None | Some(SqlStorageValue::Null) => Ok(None),
            value => integer(value).map(Some),
        }
    }

    /// Marks an attempt as begun. Until `until` nobody else begins another.
    pub(super) fn lease(&self, delivery: &DueDelivery, until: i64) -> Result<()> {
        self.run(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, due_at = ?
             WHERE key = ? AND destination = ?",
            vec![
                DeliveryState::Sending.as_str().into(),
                integer_value(until),
                delivery.key.as_str().into(),
                delivery.destination.as_str().into(),
            ],
        )
    }

    /// Lets a delivery wait for its destination.
    pub(super) fn postpone(&self, delivery: &DueDelivery, until: i64) -> Result<()> {
        self.run(
            "UPDATE deliveries SET state = ?, due_at = ? WHERE key = ? AND destination = ?",
            vec![
                DeliveryState::Waiting.as_str().into(),
                integer_value(until),
                delivery.key.as_str().into(),
                delivery.destination.as_str().into(),
            ],
        )
    }

    /// Makes due what an earlier instance was sending, which is gone, and what
    /// waits for another configuration, which this one may have.
    pub(super) fn take_over(&self, now: i64) -> Result<()> {
        self.run(
            "UPDATE deliveries SET due_at = ? WHERE due_at > ? AND state IN (?, ?)",
            vec![
                integer_value(now),
                integer_value(now),
                DeliveryState::Sending.as_str().into(),
                DeliveryState::Waiting.as_str().into(),
            ],
        )
    }

    /// Writes an attempt's end, if the delivery is still as that attempt left
    /// it; a later one may have taken over.
    pub(super) fn settle(
        &self,
        delivery: &DueDelivery,
        attempt: u32,
        settlement: &Settlement<'_>,
    ) -> Result<()> {
        self.run(
            "UPDATE deliveries SET state = ?, due_at = ?, log = json_insert(log, '$[#]', json(?))
             WHERE key = ? AND destination = ? AND attempts = ? AND state = ?",
            vec![
                settlement.state.as_str().into(),
                settlement.due_at.map(integer_value).into(),
                settlement.log.into(),
                delivery.key.as_str().into(),
                delivery.destination.as_str().into(),
                integer_value(attempt.into()),
                DeliveryState::Sending.as_str().into(),
            ],
        )
    }

    /// The event of a delivery.
    pub(super) fn event(&self, key: &str) -> Result<Event> {
        let rows = self.query(
            "SELECT source, id, type, time, tenant, received_at, headers, body
             FROM events WHERE key = ?",
            vec![key.into()],
        )?;
        let mut row = rows.into_iter().next().unwrap_or_default().into_iter();
        Ok(Event {
            source: text(row.next())?,
            id: text(row.next())?,
            kind: optional(row.next(), text)?,
            time: optional(row.next(), integer)?,
            tenant: optional(row.next(), text)?,
            received_at: integer(row.next())?,
            headers: serde_json::from_str(&text(row.next())?)?,
            body: blob(row.next())?,
        })
    }

    /// Runs all of the work or, where it fails, none of it. An error that is
    /// returned without this would leave the writes before it in place.
    fn transaction(&self, work: impl Fn() -> Result<()>) -> Result<()> {
        let storage: &SyncTransactions = self.storage.as_raw().unchecked_ref();
        let mut work = || work().map(|()| JsValue::UNDEFINED).map_err(JsValue::from);
        storage.transaction_sync(&mut work)?;
        Ok(())
    }

    fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> Result<()> {
        self.query(statement, values).map(drop)
    }

    fn query(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<Vec<SqlStorageValue>>> {
        if !self.is_ready.get() {
            self.sql.exec(SCHEMA, None)?;
            self.is_ready.set(true);
        }
        self.sql.exec(statement, values)?.raw().collect()
    }
}

/// SQL sees JavaScript's numbers. No time of this era is beyond 2^53.
fn integer_value(value: i64) -> SqlStorageValue {
    const LIMIT: i64 = (1 << 53) - 1;
    SqlStorageValue::Integer(value.clamp(-LIMIT, LIMIT))
}

fn optional<T>(
    value: Option<SqlStorageValue>,
    read: fn(Option<SqlStorageValue>) -> Result<T>,
) -> Result<Option<T>> {
    match value {
        Some(SqlStorageValue::Null) => Ok(None),
        value => read(value).map(Some),
    }
}

fn text(value: Option<SqlStorageValue>) -> Result<String> {
    match value {
        Some(SqlStorageValue::String(text)) => Ok(text),
        _ => Err(Error::RustError("a column is no text".to_owned())),
    }
}

fn integer(value: Option<SqlStorageValue>) -> Result<i64> {
    match value {
        Some(SqlStorageValue::Integer(integer)) => Ok(integer),
        _ => Err(Error::RustError("a column is no integer".to_owned())),
    }
}

fn blob(value: Option<SqlStorageValue>) -> Result<Vec<u8>> {
    match value {
        Some(SqlStorageValue::Blob(bytes)) => Ok(bytes),
        _ => Err(Error::RustError("a column is no blob".to_owned())),
    }
}
