//! Events as they were stored.

use worker::Result;

use super::{
    Store,
    value::{blob, optional, text},
};

/// An event as it was stored.
pub(in crate::inbox) struct StoredEvent {
    pub(in crate::inbox) source: String,
    pub(in crate::inbox) id: String,
    pub(in crate::inbox) headers: Vec<(String, String)>,
    pub(in crate::inbox) body: Vec<u8>,
}

impl Store {
    /// The event of this key; none where it was erased.
    pub(in crate::inbox) fn event(&self, key: &str) -> Result<Option<StoredEvent>> {
        // Headers that are no text are being erased.
        let rows = self.query(
            "SELECT source, id, iif(typeof(headers) = 'text', headers, NULL), body
             FROM events WHERE key = ?",
            vec![key.into()],
        )?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let mut row = row.into_iter();
        let (source, id) = (text(row.next())?, text(row.next())?);
        let (headers, body) = (optional(row.next(), text)?, optional(row.next(), blob)?);
        let (Some(headers), Some(body)) = (headers, body) else {
            return Ok(None);
        };
        Ok(Some(StoredEvent { source, id, headers: serde_json::from_str(&headers)?, body }))
    }
}
