//! Events as they were stored.

use worker::Result;

use super::{
    DueDelivery, Store,
    value::{blob, integer, integer_value, optional, text},
};
use crate::event::Event;

impl Store {
    /// The event of a delivery; none where it was erased.
    pub(crate) fn event(&self, delivery: &DueDelivery) -> Result<Option<Event>> {
        // Headers that are no text are being erased.
        let rows = self.query(
            "SELECT source, id, type, time, tenant, received_at,
                 iif(typeof(headers) = 'text', headers, NULL), body
             FROM events WHERE address = ? AND key = ?",
            vec![integer_value(delivery.address), delivery.key.as_str().into()],
        )?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut row = row.into_iter();
        let (source, id) = (text(row.next())?, text(row.next())?);
        let (kind, time) = (optional(row.next(), text)?, optional(row.next(), integer)?);
        let tenant = optional(row.next(), text)?;
        let received_at = integer(row.next())?;
        let (headers, body) = (optional(row.next(), text)?, optional(row.next(), blob)?);
        let (Some(headers), Some(body)) = (headers, body) else {
            return Ok(None);
        };
        let headers = serde_json::from_str(&headers)?;
        Ok(Some(Event { source, id, kind, time, tenant, received_at, headers, body }))
    }
}
