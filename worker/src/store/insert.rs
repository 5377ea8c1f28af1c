//! How an event comes into the tables, once in all of the source's inboxes.
//!
//! An event that belonged to this inbox and now belongs to another is claimed
//! here first. If it is not here, a row says from then on that it will not be:
//! a Worker that does not know of the change yet cannot bring it. So whatever
//! the order in which copies of it come, one is accepted.

use worker::Result;

use super::{
    DeliveryState, Store,
    ingest_record::{self, Envelope},
    row_id,
    value::{ends, integer, integer_value, optional},
};

/// What came of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Acceptance {
    /// It is stored.
    New,
    /// It was here already.
    Duplicate,
    /// It is not here, and will not be.
    Claimed,
    /// It was claimed: whoever brings it does not know of the change yet.
    Moved,
}

/// What is here under an event's key.
enum Known {
    /// The event, or what is left of it.
    Event,
    /// The word that it belongs to another inbox.
    Moved { address: i64, generation: i64, received_at: i64 },
}

/// What is wished for of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To store it.
    Accept,
    /// To see to it that it is not here, unless it is.
    Claim,
}

/// An event that is brought to the inbox.
pub(crate) struct Arrival {
    wish: Wish,
    envelope: Envelope,
    frame: Vec<u8>,
    body_at: usize,
}

impl Arrival {
    /// Reads a frame; none where it is not one.
    pub(crate) fn read(wish: Wish, frame: Vec<u8>) -> Option<Self> {
        let (envelope, body) = ingest_record::decode(&frame)?;
        let body_at = frame.len() - body.len();
        Some(Self { wish, envelope, frame, body_at })
    }

    /// Whether nothing of it is to be sent, so that it waits to be purged alone.
    pub(crate) fn is_kept_only(&self) -> bool {
        self.wish == Wish::Claim || self.envelope.destinations.is_empty()
    }

    /// When it arrived, in milliseconds since the Unix epoch.
    pub(crate) fn received_at(&self) -> i64 {
        self.envelope.received_at
    }

    fn body(&self) -> &[u8] {
        self.frame.get(self.body_at..).unwrap_or_default()
    }
}

impl Store {
    /// Does what is wished for of each event, all or nothing of each. One that
    /// fails leaves the others alone.
    ///
    /// Each is a transaction of its own, within the one commit. SQLite keeps what
    /// pages were before a transaction in memory while they are few, else in a
    /// file: one transaction for all of the events costs more than all of theirs.
    pub(crate) fn bring(&self, arrivals: &[&Arrival]) -> Vec<Result<Acceptance>> {
        let bring = |arrival: &Arrival| match arrival.wish {
            Wish::Accept => self.accept(&arrival.envelope, arrival.body()),
            Wish::Claim => self.claim(&arrival.envelope),
        };
        arrivals.iter().map(|arrival| self.transaction(|| bring(arrival))).collect()
    }

    /// Stores an event and its deliveries.
    fn accept(&self, envelope: &Envelope, body: &[u8]) -> Result<Acceptance> {
        let headers = serde_json::to_string(&envelope.headers)?;
        let address = loop {
            match self.insert_event(envelope, None, Some((&headers, body)))? {
                Ok(address) => break address,
                Err(Known::Moved { address, generation, received_at })
                    if generation < envelope.generation.into() =>
                {
                    self.forget_move(address, &envelope.dedup_key, received_at)?;
                }
                Err(Known::Moved { .. }) => return Ok(Acceptance::Moved),
                Err(Known::Event) => return Ok(Acceptance::Duplicate),
            }
        };
        for destination in &envelope.destinations {
            self.insert_delivery(envelope, address, destination, DeliveryState::Pending)?;
        }
        if envelope.destinations.is_empty() {
            self.insert_delivery(envelope, address, "", DeliveryState::Unrouted)?;
        }
        Ok(Acceptance::New)
    }

    /// Sees to it that an event is not here, unless it is.
    fn claim(&self, envelope: &Envelope) -> Result<Acceptance> {
        let own = i64::from(envelope.generation);
        match self.insert_event(envelope, Some(own), None)? {
            Ok(address) => {
                self.insert_delivery(envelope, address, "", DeliveryState::Moved)?;
            }
            Err(Known::Event) => return Ok(Acceptance::Duplicate),
            Err(Known::Moved { generation, .. }) if generation >= own => {}
            Err(Known::Moved { address, .. }) => {
                self.run(
                    "UPDATE events SET moved = ? WHERE address = ?",
                    vec![integer_value(own), integer_value(address)],
                )?;
            }
        }
        Ok(Acceptance::Claimed)
    }

    /// The address that a new event got, or what is known under its key.
    fn insert_event(
        &self,
        envelope: &Envelope,
        moved: Option<i64>,
        payload: Option<(&str, &[u8])>,
    ) -> Result<Result<i64, Known>> {
        let key = envelope.dedup_key.as_str();
        let [first, last] = ends(key);
        for address in row_id::candidates(key) {
            let written = self.run(
                "INSERT INTO events
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
                 WHERE NOT EXISTS (
                     SELECT 1 FROM events WHERE address BETWEEN ?12 AND ?13 AND key = ?2)
                 ON CONFLICT DO NOTHING",
                vec![
                    integer_value(address),
                    key.into(),
                    envelope.source.as_str().into(),
                    envelope.id.as_str().into(),
                    envelope.kind.clone().into(),
                    envelope.time.map(integer_value).into(),
                    envelope.tenant.clone().into(),
                    integer_value(envelope.received_at),
                    moved.map(integer_value).into(),
                    payload.map(|(headers, _)| headers).into(),
                    payload.map(|(_, body)| body.to_vec()).into(),
                    first.clone(),
                    last.clone(),
                ],
            )?;
            if written > 0 {
                return Ok(Ok(address));
            }
            // If it is not known, another event stands at this address.
            if let Some(known) = self.known(key)? {
                return Ok(Err(known));
            }
        }
        Err("no address is free".into())
    }

    fn known(&self, key: &str) -> Result<Option<Known>> {
        let [first, last] = ends(key);
        let rows = self.query(
            "SELECT address, moved, received_at FROM events
             WHERE address BETWEEN ? AND ? AND key = ?",
            vec![first, last, key.into()],
        )?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut row = row.into_iter();
        let address = integer(row.next())?;
        Ok(Some(match optional(row.next(), integer)? {
            None => Known::Event,
            Some(generation) => {
                Known::Moved { address, generation, received_at: integer(row.next())? }
            }
        }))
    }

    fn forget_move(&self, address: i64, key: &str, received_at: i64) -> Result<()> {
        self.run("DELETE FROM events WHERE address = ?", vec![integer_value(address)])?;
        self.run(
            "DELETE FROM deliveries WHERE received_at = ? AND key = ?",
            vec![integer_value(received_at), key.into()],
        )
        .map(drop)
    }

    fn insert_delivery(
        &self,
        envelope: &Envelope,
        address: i64,
        destination: &str,
        state: DeliveryState,
    ) -> Result<u64> {
        let received_at = integer_value(envelope.received_at);
        let (due_at, ended_at) = match state {
            DeliveryState::Pending => (Some(received_at.clone()), None),
            _ => (None, Some(received_at.clone())),
        };
        self.run(
            "INSERT INTO deliveries (received_at, key, destination, address, state, attempts,
                 due_at, ended_at, log)
             VALUES (?, ?, ?, ?, ?, 0, ?, ?, '[]')",
            vec![
                received_at,
                envelope.dedup_key.as_str().into(),
                destination.into(),
                integer_value(address),
                state.as_str().into(),
                due_at.into(),
                ended_at.into(),
            ],
        )
    }
}
