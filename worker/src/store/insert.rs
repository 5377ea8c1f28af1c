//! Storing events, each once in all inboxes of its source.
//!
//! Where the number of inboxes changed, a key may belong to another inbox than
//! before. The former one is then asked first, for a tombstone: it answers that it
//! has the event, or stores that it never will. A Worker that does not know of the
//! change yet cannot store the event there any more. So whatever the order in which
//! copies of an event come, one is stored.

use super::{
    connection::Store,
    database::{Error, Result},
    delivery_state::DeliveryState,
    ingest_record::{self, IngestRecord},
    row::row,
    row_id::probe_range,
};

/// What an inbox is asked to do with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreOp {
    /// Store it.
    Insert,
    /// Store that its key belongs to another inbox, unless the event is here.
    Tombstone,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreResult {
    /// The event is stored.
    Inserted,
    /// The event was stored before.
    Duplicate,
    /// The event is not here, and will not be.
    Tombstoned,
    /// There is a tombstone: the Worker does not know of the change of shards yet.
    WrongShard,
}

/// An event, and what to do with it.
pub struct StoreRequest {
    op: StoreOp,
    record: IngestRecord,
    frame: Vec<u8>,
    body_at: usize,
}

row! {
    /// What stands under a key.
    struct Existing {
        address: i64 = "address",
        tombstone_generation: Option<i64> = "moved",
        received_at: i64 = "received_at",
    }
}

impl StoreRequest {
    /// Decodes the frame of an [`ingest_record`]; none where it is not one.
    pub fn decode(op: StoreOp, frame: Vec<u8>) -> Option<Self> {
        let (record, body) = ingest_record::decode(&frame)?;
        let body_at = frame.len() - body.len();
        Some(Self { op, record, frame, body_at })
    }

    /// Whether no delivery follows, so that retention alone is left to care for it.
    pub fn has_no_deliveries(&self) -> bool {
        self.op == StoreOp::Tombstone || self.record.destinations.is_empty()
    }

    /// When the event arrived, in milliseconds since the Unix epoch.
    pub fn received_at(&self) -> i64 {
        self.record.received_at
    }

    fn body(&self) -> &[u8] {
        self.frame.get(self.body_at..).unwrap_or_default()
    }
}

impl Store {
    /// Does each request, whole or not at all. One that fails leaves the others
    /// alone.
    ///
    /// Each is a transaction of its own, within the one commit. SQLite keeps the
    /// former content of pages in memory while they are few, else in a file: one
    /// transaction for all requests costs more than all of theirs.
    pub fn commit(&self, requests: &[&StoreRequest]) -> Vec<Result<StoreResult>> {
        let run = |request: &StoreRequest| match request.op {
            StoreOp::Insert => self.insert(&request.record, request.body()),
            StoreOp::Tombstone => self.tombstone(&request.record),
        };
        requests.iter().map(|request| self.transaction(|| run(request))).collect()
    }

    fn insert(&self, record: &IngestRecord, body: &[u8]) -> Result<StoreResult> {
        let address = loop {
            match self.insert_event(record, None, Some((record.headers.get(), body)))? {
                Ok(address) => break address,
                Err(Existing { tombstone_generation: None, .. }) => {
                    return Ok(StoreResult::Duplicate);
                }
                // The Worker knows of a later change, by which the key is back here.
                Err(Existing { tombstone_generation: Some(generation), address, received_at })
                    if generation < record.generation.into() =>
                {
                    self.delete_tombstone(address, &record.dedup_key, received_at)?;
                }
                Err(_) => return Ok(StoreResult::WrongShard),
            }
        };
        for destination in &record.destinations {
            self.insert_delivery(record, address, destination, DeliveryState::Pending)?;
        }
        if record.destinations.is_empty() {
            self.insert_delivery(record, address, "", DeliveryState::Unrouted)?;
        }
        Ok(StoreResult::Inserted)
    }

    fn tombstone(&self, record: &IngestRecord) -> Result<StoreResult> {
        let own = i64::from(record.generation);
        match self.insert_event(record, Some(own), None)? {
            Ok(address) => {
                self.insert_delivery(record, address, "", DeliveryState::Moved)?;
            }
            Err(Existing { tombstone_generation: None, .. }) => return Ok(StoreResult::Duplicate),
            Err(Existing { tombstone_generation: Some(generation), .. }) if generation >= own => {}
            Err(Existing { address, .. }) => {
                self.execute(
                    "UPDATE events SET moved = ? WHERE address = ?",
                    &[own.into(), address.into()],
                )?;
            }
        }
        Ok(StoreResult::Tombstoned)
    }

    /// The address that a new event or tombstone got, or what stands under its key.
    fn insert_event(
        &self,
        record: &IngestRecord,
        tombstone_generation: Option<i64>,
        payload: Option<(&str, &[u8])>,
    ) -> Result<Result<i64, Existing>> {
        let key = &record.dedup_key;
        let probes = probe_range(key);
        let (first, last) = (*probes.start(), *probes.end());
        for address in probes {
            let written = self.execute(
                "INSERT INTO events (address, key, source, id, type, time, tenant, received_at,
                     moved, headers, body)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
                 WHERE NOT EXISTS (
                     SELECT 1 FROM events WHERE address BETWEEN ?12 AND ?13 AND key = ?2)
                 ON CONFLICT DO NOTHING",
                &[
                    address.into(),
                    key.into(),
                    (&record.source).into(),
                    (&record.id).into(),
                    record.kind.as_deref().into(),
                    record.time.into(),
                    record.tenant.as_deref().into(),
                    record.received_at.into(),
                    tombstone_generation.into(),
                    payload.map(|(headers, _)| headers).into(),
                    payload.map(|(_, body)| body).into(),
                    first.into(),
                    last.into(),
                ],
            )?;
            if written > 0 {
                return Ok(Ok(address));
            }
            let existing: Option<Existing> = self.select_first(
                "events WHERE address BETWEEN ? AND ? AND key = ?",
                &[first.into(), last.into(), key.into()],
            )?;
            // Where nothing stands under the key, another key has taken the address.
            if let Some(existing) = existing {
                return Ok(Err(existing));
            }
        }
        Err(Error("no address is free".to_owned()))
    }

    fn delete_tombstone(&self, address: i64, key: &str, received_at: i64) -> Result<()> {
        self.execute("DELETE FROM events WHERE address = ?", &[address.into()])?;
        self.execute(
            "DELETE FROM deliveries WHERE received_at = ? AND key = ?",
            &[received_at.into(), key.into()],
        )
        .map(drop)
    }

    fn insert_delivery(
        &self,
        record: &IngestRecord,
        address: i64,
        destination: &str,
        state: DeliveryState,
    ) -> Result<u64> {
        let is_pending = state == DeliveryState::Pending;
        self.execute(
            "INSERT INTO deliveries (received_at, key, destination, address, state, attempts,
                 due_at, ended_at, log)
             VALUES (?, ?, ?, ?, ?, 0, ?, ?, '[]')",
            &[
                record.received_at.into(),
                (&record.dedup_key).into(),
                destination.into(),
                address.into(),
                state.as_str().into(),
                is_pending.then_some(record.received_at).into(),
                (!is_pending).then_some(record.received_at).into(),
            ],
        )
    }
}
