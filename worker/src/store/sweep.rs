//! What is not kept any longer.

use worker::{Result, SqlStorageValue};

use super::{
    Store,
    value::{integer, integer_value, optional, text},
};
use crate::config::retention::Retention;

/// So many deliveries are looked at in one go.
const BATCH: i64 = 200;

/// Where a delivery stands among the others, and where its event does.
struct Place {
    received_at: i64,
    key: String,
    address: i64,
}

/// One of the two looks at what has arrived.
#[derive(Clone, Copy)]
enum Look {
    ForPayloads,
    ForKeys,
}

impl Look {
    fn name(self) -> &'static str {
        match self {
            Self::ForPayloads => "payloads",
            Self::ForKeys => "keys",
        }
    }

    fn age(self, retention: Retention) -> i64 {
        match self {
            Self::ForPayloads => retention.payload_age(),
            Self::ForKeys => retention.key_age(),
        }
    }
}

impl Store {
    /// When there is something to purge.
    pub(crate) fn next_purge(&self, retention: Retention) -> Result<Option<i64>> {
        let rows =
            self.query("SELECT min(purge_at) FROM deliveries WHERE purge_at IS NOT NULL", vec![])?;
        let late = optional(rows.into_iter().flatten().next(), integer)?;
        let mut times = vec![late];
        for look in [Look::ForPayloads, Look::ForKeys] {
            let first = self.after(look, i64::MAX, 1)?.into_iter().next();
            times.push(first.map(|place| place.received_at.saturating_add(look.age(retention))));
        }
        Ok(times.into_iter().flatten().min())
    }

    /// Purges some of what is not kept any longer; says whether there is more.
    pub(crate) fn purge(&self, now: i64, retention: Retention) -> Result<bool> {
        let late = self.places(
            &format!(
                "SELECT received_at, key, address FROM deliveries
                 WHERE purge_at <= ? ORDER BY purge_at LIMIT {BATCH}"
            ),
            vec![integer_value(now)],
        )?;
        let mut is_full = self.purge_events(&late, now, retention)?;
        for look in [Look::ForPayloads, Look::ForKeys] {
            let places = self.after(look, now.saturating_sub(look.age(retention)), BATCH)?;
            is_full |= self.purge_events(&places, now, retention)?;
            if let Some(Place { received_at, key, .. }) = places.last() {
                self.run(
                    "INSERT OR REPLACE INTO looks VALUES (?, ?, ?)",
                    vec![look.name().into(), integer_value(*received_at), key.as_str().into()],
                )?;
            }
        }
        Ok(is_full)
    }

    /// What a look has not seen yet, of what arrived until `until`.
    fn after(&self, look: Look, until: i64, most: i64) -> Result<Vec<Place>> {
        let seen = self
            .query("SELECT received_at, key FROM looks WHERE name = ?", vec![look.name().into()])?;
        let [received_at, key] = match seen.into_iter().next().map(<[_; 2]>::try_from) {
            Some(Ok(seen)) => seen,
            _ => [integer_value(i64::MIN), "".into()],
        };
        // A limit that is bound has the statement prepared anew each time.
        self.places(
            &format!(
                "SELECT received_at, key, address FROM deliveries
                 WHERE (received_at, key) > (?, ?) AND received_at <= ?
                 ORDER BY received_at, key, destination LIMIT {most}"
            ),
            vec![received_at, key, integer_value(until)],
        )
    }

    fn places(&self, statement: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Place>> {
        let rows = self.query(statement, values)?;
        rows.into_iter()
            .map(|row| {
                let mut row = row.into_iter();
                Ok(Place {
                    received_at: integer(row.next())?,
                    key: text(row.next())?,
                    address: integer(row.next())?,
                })
            })
            .collect()
    }

    /// Forgets events that are past their window, and takes their payloads from
    /// the others. One that is not over, or whose time has not come, stays.
    /// Says whether these were as many as there can be.
    fn purge_events(&self, places: &[Place], now: i64, retention: Retention) -> Result<bool> {
        if places.is_empty() {
            return Ok(false);
        }
        const IS_OVER: &str = "NOT EXISTS (
            SELECT 1 FROM deliveries AS it
            WHERE it.received_at = events.received_at AND it.key = events.key
                AND (it.due_at IS NOT NULL OR it.purge_at > ?2))";
        let mut addresses: Vec<_> = places.iter().map(|place| place.address).collect();
        addresses.dedup();
        let addresses = serde_json::to_string(&addresses)?;
        let deliveries: Vec<_> = places.iter().map(|it| (it.received_at, &it.key)).collect();
        let deliveries = serde_json::to_string(&deliveries)?;
        let now_value = integer_value(now);
        let oldest = integer_value(now.saturating_sub(retention.key_age()));
        self.transaction(|| {
            self.run(
                &format!(
                    "DELETE FROM events WHERE address IN (SELECT value FROM json_each(?1))
                         AND received_at <= ?3 AND {IS_OVER}"
                ),
                vec![addresses.as_str().into(), now_value.clone(), oldest.clone()],
            )?;
            self.run(
                &format!(
                    "UPDATE events SET headers = NULL, body = NULL
                     WHERE address IN (SELECT value FROM json_each(?1))
                         AND body IS NOT NULL AND {IS_OVER}"
                ),
                vec![addresses.as_str().into(), now_value.clone()],
            )?;
            self.run(
                "DELETE FROM deliveries WHERE (received_at, key) IN (
                     SELECT value ->> 0, value ->> 1 FROM json_each(?))
                     AND NOT EXISTS (SELECT 1 FROM events
                         WHERE events.address = deliveries.address
                             AND events.key = deliveries.key)",
                vec![deliveries.as_str().into()],
            )?;
            self.run(
                "UPDATE deliveries SET purge_at = NULL WHERE (received_at, key) IN (
                     SELECT value ->> 0, value ->> 1 FROM json_each(?1)) AND purge_at <= ?2",
                vec![deliveries.as_str().into(), now_value.clone()],
            )
        })?;
        Ok(i64::try_from(places.len()).unwrap_or(i64::MAX) >= BATCH)
    }
}
