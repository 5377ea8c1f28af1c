//! What is due, and what becomes of it.

use worker::{Result, SqlStorageValue};

use super::queue_head::Head;
use super::{
    DeliveryState, Store,
    value::{integer, integer_value, text},
};

/// So many attempts a delivery's log keeps, the latest.
const LOG_LENGTH: i64 = 50;

/// At most so many deliveries are brought forward when their destination is up.
const MOST_HASTENED: i64 = 1000;

/// A delivery that is due.
pub(crate) struct DueDelivery {
    pub(crate) received_at: i64,
    pub(crate) key: String,
    pub(crate) destination: String,
    /// Its event's.
    pub(super) address: i64,
    /// Those that were begun so far.
    pub(crate) attempts: u32,
}

/// What an attempt leaves behind.
pub(crate) struct Settlement<'a> {
    pub(crate) state: DeliveryState,
    /// When it is tried again, in milliseconds since the Unix epoch.
    pub(crate) due_at: Option<i64>,
    /// When it ended, where it did.
    pub(crate) ended_at: Option<i64>,
    /// When its payload may go, where that needs a timer.
    pub(crate) purge_at: Option<i64>,
    /// A JSON object for the delivery's log.
    pub(crate) log: &'a str,
}

impl Store {
    /// For each destination that something waits for, when that is due. One
    /// search in the index each, however much waits.
    pub(crate) fn heads(&self) -> Result<Vec<Head>> {
        let rows = self.query(
            "WITH RECURSIVE names (name) AS (
                 SELECT min(destination) FROM deliveries WHERE due_at IS NOT NULL
                 UNION ALL
                 SELECT (SELECT min(destination) FROM deliveries
                         WHERE due_at IS NOT NULL AND destination > name)
                 FROM names WHERE name IS NOT NULL
             )
             SELECT name, (SELECT min(due_at) FROM deliveries
                           WHERE destination = name AND due_at IS NOT NULL)
             FROM names WHERE name IS NOT NULL",
            vec![],
        )?;
        rows.into_iter()
            .map(|row| {
                let mut row = row.into_iter();
                Ok(Head { destination: text(row.next())?, due_at: integer(row.next())? })
            })
            .collect()
    }

    /// The deliveries of a destination that have been due the longest, at most
    /// so many. The limit stands in the statement: one that is bound has the
    /// statement prepared anew each time.
    pub(crate) fn due(&self, destination: &str, now: i64, most: usize) -> Result<Vec<DueDelivery>> {
        let rows = self.query(
            &format!(
                "SELECT received_at, key, address, attempts FROM deliveries
                 WHERE destination = ? AND due_at <= ? ORDER BY due_at LIMIT {most}"
            ),
            vec![destination.into(), integer_value(now)],
        )?;
        rows.into_iter()
            .map(|row| {
                let mut row = row.into_iter();
                Ok(DueDelivery {
                    received_at: integer(row.next())?,
                    key: text(row.next())?,
                    destination: destination.to_owned(),
                    address: integer(row.next())?,
                    attempts: integer(row.next())?.try_into().unwrap_or(u32::MAX),
                })
            })
            .collect()
    }

    /// Marks an attempt as begun: if the process ends with it, it counts.
    pub(crate) fn lease(&self, delivery: &DueDelivery) -> Result<()> {
        let mut values = vec![DeliveryState::Sending.as_str().into()];
        values.extend(primary_key(delivery));
        self.run(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1
             WHERE received_at = ? AND key = ? AND destination = ?",
            values,
        )
        .map(drop)
    }

    /// Lets a delivery wait whose attempt could not be made or settled.
    pub(crate) fn postpone(&self, delivery: &DueDelivery, until: i64) -> Result<()> {
        let mut values = vec![integer_value(until)];
        values.extend(primary_key(delivery));
        self.run(
            "UPDATE deliveries SET due_at = ?
             WHERE received_at = ? AND key = ? AND destination = ? AND due_at IS NOT NULL",
            values,
        )
        .map(drop)
    }

    /// Writes an attempt's end, if the delivery is still as that attempt left
    /// it; a later one may have taken over. Says whether it was.
    ///
    /// The state stands in the statement: what is bound to a column by which
    /// there is a partial index has the statement prepared anew each time.
    pub(crate) fn settle(
        &self,
        delivery: &DueDelivery,
        attempt: u32,
        settlement: &Settlement<'_>,
    ) -> Result<bool> {
        let mut values = vec![
            settlement.state.as_str().into(),
            settlement.due_at.map(integer_value).into(),
            settlement.ended_at.map(integer_value).into(),
            settlement.purge_at.map(integer_value).into(),
            integer_value(LOG_LENGTH),
            settlement.log.into(),
        ];
        values.extend(primary_key(delivery));
        values.push(integer_value(attempt.into()));
        let written = self.run(
            "UPDATE deliveries SET state = ?, due_at = ?, ended_at = ?, purge_at = ?, log = json_insert(
                 CASE WHEN json_array_length(log) < ? THEN log ELSE json_remove(log, '$[0]') END,
                 '$[#]', json(?))
             WHERE received_at = ? AND key = ? AND destination = ? AND attempts = ?
                 AND state = 'sending'",
            values,
        )?;
        Ok(written > 0)
    }

    /// Makes due what failed while its destination was down. What the
    /// destination itself asked to wait waits on.
    pub(crate) fn hasten(&self, destination: &str, now: i64) -> Result<()> {
        self.run(
            "UPDATE deliveries SET due_at = ?1
             WHERE destination = ?2 AND (received_at, key) IN (
                 SELECT received_at, key FROM deliveries
                 WHERE destination = ?2 AND due_at > ?1 AND state = ?3
                     AND log ->> '$[#-1].retry_after' IS NULL
                 LIMIT ?4)",
            vec![
                integer_value(now),
                destination.into(),
                DeliveryState::Pending.as_str().into(),
                integer_value(MOST_HASTENED),
            ],
        )
        .map(drop)
    }

    /// The destinations whose breakers are open, and since when.
    pub(crate) fn open_breakers(&self) -> Result<Vec<(String, i64)>> {
        let rows = self.query("SELECT destination, opened_at FROM breakers", vec![])?;
        rows.into_iter()
            .map(|row| {
                let mut row = row.into_iter();
                Ok((text(row.next())?, integer(row.next())?))
            })
            .collect()
    }

    /// Remembers that a breaker opened.
    pub(crate) fn open_breaker(&self, destination: &str, now: i64) -> Result<()> {
        self.run(
            "INSERT OR REPLACE INTO breakers VALUES (?, ?)",
            vec![destination.into(), integer_value(now)],
        )
        .map(drop)
    }

    /// Remembers that a breaker closed.
    pub(crate) fn close_breaker(&self, destination: &str) -> Result<()> {
        self.run("DELETE FROM breakers WHERE destination = ?", vec![destination.into()]).map(drop)
    }
}

fn primary_key(delivery: &DueDelivery) -> [SqlStorageValue; 3] {
    [
        integer_value(delivery.received_at),
        delivery.key.as_str().into(),
        delivery.destination.as_str().into(),
    ]
}
