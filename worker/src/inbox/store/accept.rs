//! How an event comes into the tables.

use worker::Result;

use super::{DeliveryState, Store, value::integer_value};
use crate::frame::Envelope;

/// Whether an event was new.
#[derive(Clone, Copy)]
pub(in crate::inbox) enum Acceptance {
    New,
    Duplicate,
}

impl Store {
    /// Stores an event and its deliveries, all or nothing.
    pub(in crate::inbox) fn accept(&self, envelope: &Envelope, body: &[u8]) -> Result<Acceptance> {
        let headers = serde_json::to_string(&envelope.headers)?;
        self.transaction(|| {
            let written = self.run(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
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
            if written == 0 {
                return Ok(Acceptance::Duplicate);
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
