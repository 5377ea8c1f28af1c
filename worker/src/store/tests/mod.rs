//! The statements of the store, run on a SQLite outside of the runtime.

mod deliveries;
mod inserting;
mod locking;
mod migrating;
mod native_database;
mod sweeping;

use self::native_database::NativeDatabase;
use super::{
    DueDelivery, Result, Store, StoreOp, StoreRequest, StoreResult,
    ingest_record::{IngestRecord, encode},
};

/// When the events of the tests arrive, in milliseconds since the Unix epoch.
const NOW: i64 = 1_790_000_000_000;

/// Two keys that prefer the same row.
const COLLIDING: [&str; 2] = ["evt_66970928", "evt_119510867"];

fn store() -> Result<(Store, NativeDatabase)> {
    let database = NativeDatabase::in_memory()?;
    Ok((database.store(), database))
}

/// An event that arrived at `NOW`, for these destinations.
fn record(key: &str, destinations: &[&str]) -> Result<IngestRecord> {
    Ok(IngestRecord {
        source: "optimo".to_owned(),
        dedup_key: key.to_owned(),
        id: format!("id of {key}"),
        kind: Some("form.submitted".to_owned()),
        time: None,
        tenant: None,
        received_at: NOW,
        headers: serde_json::value::to_raw_value(&[["content-type", "text/plain"]])?,
        destinations: destinations.iter().map(|name| (*name).to_owned()).collect(),
        generation: 0,
    })
}

/// Commits one request, with `body` as the event's body.
fn commit(store: &Store, op: StoreOp, record: &IngestRecord) -> Result<StoreResult> {
    let request = StoreRequest::decode(op, encode(record, b"body")?);
    let request = request.ok_or_else(|| super::Error("the frame is none".to_owned()))?;
    store.commit(&[&request]).pop().unwrap_or_else(|| Err(super::Error("no result".to_owned())))
}

fn insert(store: &Store, key: &str, destinations: &[&str]) -> Result<StoreResult> {
    commit(store, StoreOp::Insert, &record(key, destinations)?)
}

/// The delivery of a destination that has been due the longest.
fn first_due(store: &Store, destination: &str, now: i64) -> Result<DueDelivery> {
    let due = store.due(destination, now, 1)?.pop();
    due.ok_or_else(|| super::Error(format!("nothing is due for {destination}")))
}
