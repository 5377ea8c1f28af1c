//! Events as they were stored.

use super::{connection::Store, database::Result, queue::DueDelivery, row::row};
use crate::event::Event;

row! {
    struct EventRow {
        source: String = "source",
        id: String = "id",
        kind: Option<String> = "type",
        time: Option<i64> = "time",
        tenant: Option<String> = "tenant",
        received_at: i64 = "received_at",
        // Zeros in place of a text are headers that are being erased.
        headers: Option<String> = "iif(typeof(headers) = 'text', headers, NULL)",
        body: Option<Vec<u8>> = "body",
    }
}

impl Store {
    /// The event of a delivery; none where it was erased.
    ///
    /// # Errors
    ///
    /// What SQLite says, or where the headers cannot be read.
    pub fn event(&self, delivery: &DueDelivery) -> Result<Option<Event>> {
        let row: Option<EventRow> = self.select_first(
            "events WHERE address = ? AND key = ?",
            &[delivery.address.into(), (&delivery.key).into()],
        )?;
        let Some(EventRow {
            source,
            id,
            kind,
            time,
            tenant,
            received_at,
            headers: Some(headers),
            body: Some(body),
        }) = row
        else {
            return Ok(None);
        };
        let headers = serde_json::from_str(&headers)?;
        Ok(Some(Event { source, id, kind, time, tenant, received_at, headers, body }))
    }
}
