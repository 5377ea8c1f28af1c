//! What an operator changes, and what an operator counts.

use worker::Result;

use super::{
    Cursor, DeliveryState, Store,
    value::{ends, integer, integer_value, text},
};
use crate::config::retention::Retention;

/// What is counted is counted up to here, so that it takes no longer however
/// much waits.
pub(crate) const MOST_COUNTED: i64 = 100_000;

/// How much waits, and since when the oldest of it.
pub(crate) struct Waiting {
    pub(crate) count: i64,
    pub(crate) oldest: Option<i64>,
}

impl Store {
    /// The name of the source whose inbox this is; none before its first event.
    pub(crate) fn source(&self) -> Result<Option<String>> {
        let rows = self.query("SELECT source FROM events LIMIT 1", vec![])?;
        rows.into_iter().flatten().next().map(|source| text(Some(source))).transpose()
    }

    /// Makes a delivery pending, as if it had not been tried.
    pub(crate) fn replay(&self, place: &Cursor, now: i64) -> Result<()> {
        self.run(
            "UPDATE deliveries
             SET state = ?, attempts = 0, due_at = ?, ended_at = NULL, purge_at = NULL
             WHERE received_at = ? AND key = ? AND destination = ?",
            vec![
                DeliveryState::Pending.as_str().into(),
                integer_value(now),
                integer_value(place.received_at),
                place.key.as_str().into(),
                place.destination.as_str().into(),
            ],
        )
        .map(drop)
    }

    /// Writes zeros over an event's payload. SQLite leaves what it no longer needs
    /// where it is, but what is of the same size it writes to the same place. The
    /// payload may be taken once this is on disk: pages that are free by then are
    /// not written at all.
    pub(crate) fn overwrite(&self, key: &str) -> Result<()> {
        let [first, last] = ends(key);
        self.run(
            "UPDATE events SET headers = zeroblob(octet_length(headers)),
                 body = zeroblob(octet_length(body))
             WHERE address BETWEEN ? AND ? AND key = ? AND body IS NOT NULL",
            vec![first, last, key.into()],
        )
        .map(drop)
    }

    /// Takes an event's payload, and ends what is not over of its deliveries.
    /// Its key stays: a repetition is still recognised.
    pub(crate) fn erase(
        &self,
        key: &str,
        received_at: i64,
        now: i64,
        retention: Retention,
    ) -> Result<()> {
        let [first, last] = ends(key);
        self.transaction(|| {
            self.run(
                "UPDATE events SET headers = NULL, body = NULL
                 WHERE address BETWEEN ? AND ? AND key = ?",
                vec![first.clone(), last.clone(), key.into()],
            )?;
            self.run(
                "UPDATE deliveries SET state = ?, due_at = NULL, ended_at = ?, purge_at = ?
                 WHERE received_at = ? AND key = ? AND due_at IS NOT NULL",
                vec![
                    DeliveryState::Cancelled.as_str().into(),
                    integer_value(now),
                    retention.purge_at(received_at, now).map(integer_value).into(),
                    integer_value(received_at),
                    key.into(),
                ],
            )
        })
        .map(drop)
    }

    /// What waits for a destination.
    pub(crate) fn waiting(&self, destination: &str) -> Result<Waiting> {
        let rows = self.query(
            "SELECT count(*), min(received_at) FROM (
                 SELECT received_at FROM deliveries
                 WHERE destination = ? AND due_at IS NOT NULL LIMIT ?)",
            vec![destination.into(), integer_value(MOST_COUNTED)],
        )?;
        let mut row = rows.into_iter().next().unwrap_or_default().into_iter();
        let count = integer(row.next())?;
        Ok(Waiting { count, oldest: integer(row.next()).ok() })
    }

    /// How many deliveries are parked, by destination.
    pub(crate) fn parked(&self) -> Result<Vec<(String, i64)>> {
        let rows = self.query(
            "SELECT destination, count(*) FROM (
                 SELECT destination FROM deliveries WHERE state = 'parked' LIMIT ?)
             GROUP BY destination",
            vec![integer_value(MOST_COUNTED)],
        )?;
        rows.into_iter()
            .map(|row| {
                let mut row = row.into_iter();
                Ok((text(row.next())?, integer(row.next())?))
            })
            .collect()
    }
}
