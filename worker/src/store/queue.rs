//! The queue of deliveries: what is due, and what becomes of it.

use super::{
    connection::Store,
    database::{Result, Value},
    delivery_state::DeliveryState,
    queue_head::QueueHead,
    row::row,
};

/// How many attempts a delivery's log keeps, the latest.
const MAX_LOG_ENTRIES: i64 = 50;

/// How many deliveries are expedited at once.
const MAX_EXPEDITED: i64 = 1000;

/// A delivery that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    /// When its event arrived, in milliseconds since the Unix epoch.
    pub received_at: i64,
    /// Its event's dedup key.
    pub key: String,
    /// The name of its destination.
    pub destination: String,
    /// Where its event is.
    pub(super) address: i64,
    /// How many attempts were begun.
    pub attempts: u32,
}

/// What an attempt leaves of its delivery. Times are in milliseconds since the Unix
/// epoch.
pub struct AttemptResult<'a> {
    /// The state from now on.
    pub state: DeliveryState,
    /// When the next attempt is due.
    pub due_at: Option<i64>,
    /// When the delivery ended.
    pub ended_at: Option<i64>,
    /// When its payload may go, where that needs a timer.
    pub purge_at: Option<i64>,
    /// A JSON object for the delivery's log.
    pub log: &'a str,
}

row! {
    struct HeadRow {
        destination: String = "name",
        due_at: i64 = "(SELECT min(due_at) FROM deliveries
            WHERE destination = name AND due_at IS NOT NULL)",
    }
}

row! {
    struct DueRow {
        received_at: i64 = "received_at",
        key: String = "key",
        address: i64 = "address",
        attempts: u32 = "attempts",
    }
}

row! {
    struct OpenBreaker {
        destination: String = "destination",
        opened_at: i64 = "opened_at",
    }
}

impl Store {
    /// For each destination that something waits for, when the first of it is due.
    /// Takes one search of the index for each, however much waits.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn queue_heads(&self) -> Result<Vec<QueueHead>> {
        let rows: Vec<HeadRow> = self.select(
            "(WITH RECURSIVE names (name) AS (
                  SELECT min(destination) FROM deliveries WHERE due_at IS NOT NULL
                  UNION ALL
                  SELECT (SELECT min(destination) FROM deliveries
                          WHERE due_at IS NOT NULL AND destination > name)
                  FROM names WHERE name IS NOT NULL
              )
              SELECT name FROM names WHERE name IS NOT NULL)",
            &[],
        )?;
        let head = |HeadRow { destination, due_at }| QueueHead { destination, due_at };
        Ok(rows.into_iter().map(head).collect())
    }

    /// The deliveries of a destination that have been due the longest, at most `max`.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn due(&self, destination: &str, now: i64, max: usize) -> Result<Vec<DueDelivery>> {
        // SQLite prepares a statement anew each time a limit is bound to it.
        let rows: Vec<DueRow> = self.select(
            &format!(
                "deliveries WHERE destination = ? AND due_at <= ? ORDER BY due_at LIMIT {max}"
            ),
            &[destination.into(), now.into()],
        )?;
        let due = |DueRow { received_at, key, address, attempts }| DueDelivery {
            received_at,
            key,
            destination: destination.to_owned(),
            address,
            attempts,
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Marks an attempt as begun: if the process ends with it, it counts.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn mark_sending(&self, delivery: &DueDelivery) -> Result<()> {
        let [received_at, key, destination] = primary_key(delivery);
        self.execute(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1
             WHERE received_at = ? AND key = ? AND destination = ?",
            &[DeliveryState::Sending.as_str().into(), received_at, key, destination],
        )
        .map(drop)
    }

    /// Defers a delivery whose attempt could not be made or recorded.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn defer(&self, delivery: &DueDelivery, until: i64) -> Result<()> {
        let [received_at, key, destination] = primary_key(delivery);
        self.execute(
            "UPDATE deliveries SET due_at = ?
             WHERE received_at = ? AND key = ? AND destination = ? AND due_at IS NOT NULL",
            &[until.into(), received_at, key, destination],
        )
        .map(drop)
    }

    /// Records an attempt's end, if the delivery is still as that attempt left it: a
    /// later one may have taken over. Says whether it was.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn finish_attempt(
        &self,
        delivery: &DueDelivery,
        attempt: u32,
        result: &AttemptResult<'_>,
    ) -> Result<bool> {
        let [received_at, key, destination] = primary_key(delivery);
        // SQLite prepares a statement anew each time a value is bound to the condition
        // of a partial index: the state that is compared stands in the statement.
        let written = self.execute(
            "UPDATE deliveries SET state = ?, due_at = ?, ended_at = ?, purge_at = ?, log = json_insert(
                 CASE WHEN json_array_length(log) < ? THEN log ELSE json_remove(log, '$[0]') END,
                 '$[#]', json(?))
             WHERE received_at = ? AND key = ? AND destination = ? AND attempts = ?
                 AND state = 'sending'",
            &[
                result.state.as_str().into(),
                result.due_at.into(),
                result.ended_at.into(),
                result.purge_at.into(),
                MAX_LOG_ENTRIES.into(),
                result.log.into(),
                received_at,
                key,
                destination,
                attempt.into(),
            ],
        )?;
        Ok(written > 0)
    }

    /// Makes due what failed while its destination was down. What the destination
    /// itself asked to wait waits on.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn expedite(&self, destination: &str, now: i64) -> Result<()> {
        self.execute(
            "UPDATE deliveries SET due_at = ?1
             WHERE destination = ?2 AND (received_at, key) IN (
                 SELECT received_at, key FROM deliveries
                 WHERE destination = ?2 AND due_at > ?1 AND state = ?3
                     AND log ->> '$[#-1].retry_after' IS NULL
                 LIMIT ?4)",
            &[
                now.into(),
                destination.into(),
                DeliveryState::Pending.as_str().into(),
                MAX_EXPEDITED.into(),
            ],
        )
        .map(drop)
    }

    /// The destinations whose circuit breakers are open, and since when.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn open_breakers(&self) -> Result<Vec<(String, i64)>> {
        let rows: Vec<OpenBreaker> = self.select("breakers", &[])?;
        Ok(rows.into_iter().map(|row| (row.destination, row.opened_at)).collect())
    }

    /// Remembers that a circuit breaker opened.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn open_breaker(&self, destination: &str, now: i64) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO breakers (destination, opened_at) VALUES (?, ?)",
            &[destination.into(), now.into()],
        )
        .map(drop)
    }

    /// Remembers that a circuit breaker closed.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn close_breaker(&self, destination: &str) -> Result<()> {
        self.execute("DELETE FROM breakers WHERE destination = ?", &[destination.into()]).map(drop)
    }
}

fn primary_key(delivery: &DueDelivery) -> [Value<'_>; 3] {
    [delivery.received_at.into(), (&delivery.key).into(), (&delivery.destination).into()]
}
