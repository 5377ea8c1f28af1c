//! What operators change: replaying, and erasing.

use super::{
    connection::Store, database::Result, delivery_state::DeliveryState, delivery_view::Cursor,
    row_id::probe_range,
};
use crate::config::retention::Retention;

impl Store {
    /// Makes a delivery pending, as if it had not been tried.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn replay(&self, place: &Cursor, now: i64) -> Result<()> {
        self.execute(
            "UPDATE deliveries
             SET state = ?, attempts = 0, due_at = ?, ended_at = NULL, purge_at = NULL
             WHERE received_at = ? AND key = ? AND destination = ?",
            &[
                DeliveryState::Pending.as_str().into(),
                now.into(),
                place.received_at.into(),
                (&place.key).into(),
                (&place.destination).into(),
            ],
        )
        .map(drop)
    }

    /// Writes zeros over an event's payload. SQLite leaves what it no longer needs
    /// where it is, but writes what is of the same size to the same place. The
    /// payload may be erased once the zeros are on disk: pages that are free by then
    /// are not written at all.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn overwrite(&self, key: &str) -> Result<()> {
        let probes = probe_range(key);
        self.execute(
            "UPDATE events SET headers = zeroblob(octet_length(headers)),
                 body = zeroblob(octet_length(body))
             WHERE address BETWEEN ? AND ? AND key = ? AND body IS NOT NULL",
            &[(*probes.start()).into(), (*probes.end()).into(), key.into()],
        )
        .map(drop)
    }

    /// Takes an event's payload, and cancels those of its deliveries that have not
    /// ended. Its key stays: a repetition is still a duplicate.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn erase(&self, key: &str, received_at: i64, now: i64, retention: Retention) -> Result<()> {
        let probes = probe_range(key);
        self.transaction(|| {
            self.execute(
                "UPDATE events SET headers = NULL, body = NULL
                 WHERE address BETWEEN ? AND ? AND key = ?",
                &[(*probes.start()).into(), (*probes.end()).into(), key.into()],
            )?;
            self.execute(
                "UPDATE deliveries SET state = ?, due_at = NULL, ended_at = ?, purge_at = ?
                 WHERE received_at = ? AND key = ? AND due_at IS NOT NULL",
                &[
                    DeliveryState::Cancelled.as_str().into(),
                    now.into(),
                    retention.purge_at(received_at, now).into(),
                    received_at.into(),
                    key.into(),
                ],
            )
        })
        .map(drop)
    }
}
