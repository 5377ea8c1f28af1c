//! How an event comes into the tables, once in all of the source's inboxes.
//!
//! An event that belonged to this inbox and now belongs to another is claimed
//! here first. If it is not here, a row says from then on that it will not be:
//! a Worker that does not know of the change yet cannot bring it. So whatever
//! the order in which copies of it come, one is accepted.

use worker::Result;

use super::{
    DeliveryState, Store,
    value::{integer, integer_value, optional},
};
use crate::frame::Envelope;

/// What came of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Acceptance {
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
    Moved { generation: i64, received_at: i64 },
}

impl Store {
    /// Stores an event and its deliveries, all or nothing.
    pub(in crate::inbox) fn accept(&self, envelope: &Envelope, body: &[u8]) -> Result<Acceptance> {
        let headers = serde_json::to_string(&envelope.headers)?;
        self.transaction(|| {
            let insert = || self.insert_event(envelope, None, Some((&headers, body)));
            if !insert()? {
                match self.known(&envelope.dedup_key)? {
                    Some(Known::Moved { generation, received_at })
                        if generation < envelope.generation.into() =>
                    {
                        self.forget_move(&envelope.dedup_key, received_at)?;
                        insert()?;
                    }
                    Some(Known::Moved { .. }) => return Ok(Acceptance::Moved),
                    Some(Known::Event) | None => return Ok(Acceptance::Duplicate),
                }
            }
            for destination in &envelope.destinations {
                self.insert_delivery(envelope, destination, DeliveryState::Pending)?;
            }
            if envelope.destinations.is_empty() {
                self.insert_delivery(envelope, "", DeliveryState::Unrouted)?;
            }
            Ok(Acceptance::New)
        })
    }

    /// Sees to it that an event is not here, unless it is.
    pub(in crate::inbox) fn claim(&self, envelope: &Envelope) -> Result<Acceptance> {
        let own = i64::from(envelope.generation);
        self.transaction(|| {
            match self.known(&envelope.dedup_key)? {
                Some(Known::Event) => return Ok(Acceptance::Duplicate),
                Some(Known::Moved { generation, .. }) if generation >= own => {}
                Some(Known::Moved { .. }) => {
                    self.run(
                        "UPDATE events SET moved = ? WHERE key = ?",
                        vec![integer_value(own), envelope.dedup_key.as_str().into()],
                    )?;
                }
                None => {
                    self.insert_event(envelope, Some(own), None)?;
                    self.insert_delivery(envelope, "", DeliveryState::Moved)?;
                }
            }
            Ok(Acceptance::Claimed)
        })
    }

    fn known(&self, key: &str) -> Result<Option<Known>> {
        let rows =
            self.query("SELECT moved, received_at FROM events WHERE key = ?", vec![key.into()])?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut row = row.into_iter();
        Ok(Some(match optional(row.next(), integer)? {
            None => Known::Event,
            Some(generation) => Known::Moved { generation, received_at: integer(row.next())? },
        }))
    }

    fn forget_move(&self, key: &str, received_at: i64) -> Result<()> {
        self.run("DELETE FROM events WHERE key = ?", vec![key.into()])?;
        self.run(
            "DELETE FROM deliveries WHERE received_at = ? AND key = ?",
            vec![integer_value(received_at), key.into()],
        )
        .map(drop)
    }

    /// Says whether the key is new.
    fn insert_event(
        &self,
        envelope: &Envelope,
        moved: Option<i64>,
        payload: Option<(&str, &[u8])>,
    ) -> Result<bool> {
        let written = self.run(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            vec![
                envelope.dedup_key.as_str().into(),
                envelope.source.as_str().into(),
                envelope.id.as_str().into(),
                envelope.kind.clone().into(),
                envelope.time.map(integer_value).into(),
                envelope.tenant.clone().into(),
                integer_value(envelope.received_at),
                moved.map(integer_value).into(),
                payload.map(|(headers, _)| headers).into(),
                payload.map(|(_, body)| body.to_vec()).into(),
            ],
        )?;
        Ok(written > 0)
    }

    fn insert_delivery(
        &self,
        envelope: &Envelope,
        destination: &str,
        state: DeliveryState,
    ) -> Result<u64> {
        let received_at = integer_value(envelope.received_at);
        let (due_at, ended_at) = match state {
            DeliveryState::Pending => (Some(received_at.clone()), None),
            _ => (None, Some(received_at.clone())),
        };
        self.run(
            "INSERT INTO deliveries (received_at, key, destination, state, attempts, due_at,
                 ended_at, log)
             VALUES (?, ?, ?, ?, 0, ?, ?, '[]')",
            vec![
                received_at,
                envelope.dedup_key.as_str().into(),
                destination.into(),
                state.as_str().into(),
                due_at.into(),
                ended_at.into(),
            ],
        )
    }
}
