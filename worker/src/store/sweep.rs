//! The sweeps of retention: payloads and keys go once nobody needs them any longer.

use super::{
    connection::Store,
    database::{Result, Value},
    row::row,
};
use crate::config::retention::Retention;

/// How many deliveries one batch looks at.
const BATCH: i64 = 200;

row! {
    /// A delivery, and where its event is.
    struct Candidate {
        received_at: i64 = "received_at",
        key: String = "key",
        address: i64 = "address",
    }
}

row! {
    struct SweepCursor {
        received_at: i64 = "received_at",
        key: String = "key",
    }
}

row! {
    struct FirstLate {
        purge_at: Option<i64> = "min(purge_at)",
    }
}

/// A sweep over what has arrived, in the order of its arrival.
#[derive(Clone, Copy)]
enum Sweep {
    Payloads,
    Keys,
}

impl Sweep {
    const ALL: [Self; 2] = [Self::Payloads, Self::Keys];

    /// As the table `looks` has it.
    fn name(self) -> &'static str {
        match self {
            Self::Payloads => "payloads",
            Self::Keys => "keys",
        }
    }

    fn age(self, retention: Retention) -> i64 {
        match self {
            Self::Payloads => retention.payload_age(),
            Self::Keys => retention.key_age(),
        }
    }
}

impl Store {
    /// When there is something to sweep.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn next_sweep(&self, retention: Retention) -> Result<Option<i64>> {
        let late: Option<FirstLate> =
            self.select_first("deliveries WHERE purge_at IS NOT NULL", &[])?;
        let mut times = vec![late.and_then(|late| late.purge_at)];
        for sweep in Sweep::ALL {
            let first = self.after_cursor(sweep, i64::MAX, 1)?.into_iter().next();
            times.push(first.map(|it| it.received_at.saturating_add(sweep.age(retention))));
        }
        Ok(times.into_iter().flatten().min())
    }

    /// Sweeps a batch; says whether there is more.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn sweep(&self, now: i64, retention: Retention) -> Result<bool> {
        let late: Vec<Candidate> = self.select(
            &format!("deliveries WHERE purge_at <= ? ORDER BY purge_at LIMIT {BATCH}"),
            &[now.into()],
        )?;
        let mut is_full = self.purge(&late, now, retention)?;
        for sweep in Sweep::ALL {
            let latest = now.saturating_sub(sweep.age(retention));
            let candidates = self.after_cursor(sweep, latest, BATCH)?;
            is_full |= self.purge(&candidates, now, retention)?;
            if let Some(Candidate { received_at, key, .. }) = candidates.last() {
                self.execute(
                    "INSERT OR REPLACE INTO looks (name, received_at, key) VALUES (?, ?, ?)",
                    &[sweep.name().into(), (*received_at).into(), key.into()],
                )?;
            }
        }
        Ok(is_full)
    }

    /// What a sweep has not seen yet, of what arrived until `until`.
    fn after_cursor(&self, sweep: Sweep, until: i64, max: i64) -> Result<Vec<Candidate>> {
        let seen: Option<SweepCursor> =
            self.select_first("looks WHERE name = ?", &[sweep.name().into()])?;
        let (received_at, key) =
            seen.as_ref().map_or((i64::MIN, ""), |seen| (seen.received_at, &seen.key));
        // SQLite prepares a statement anew each time a limit is bound to it.
        self.select(
            &format!(
                "deliveries WHERE (received_at, key) > (?, ?) AND received_at <= ?
                 ORDER BY received_at, key, destination LIMIT {max}"
            ),
            &[received_at.into(), key.into(), until.into()],
        )
    }

    /// Deletes events that are past their window, and takes the payloads of the
    /// others. One that has not ended, or whose time has not come, stays. Says whether
    /// the candidates were as many as there can be.
    fn purge(&self, candidates: &[Candidate], now: i64, retention: Retention) -> Result<bool> {
        const HAS_ENDED: &str = "NOT EXISTS (
            SELECT 1 FROM deliveries AS it
            WHERE it.received_at = events.received_at AND it.key = events.key
                AND (it.due_at IS NOT NULL OR it.purge_at > ?2))";

        if candidates.is_empty() {
            return Ok(false);
        }
        let mut addresses: Vec<_> = candidates.iter().map(|it| it.address).collect();
        addresses.dedup();
        let addresses = serde_json::to_string(&addresses)?;
        let deliveries: Vec<_> = candidates.iter().map(|it| (it.received_at, &it.key)).collect();
        let deliveries = serde_json::to_string(&deliveries)?;
        let oldest = now.saturating_sub(retention.key_age());
        let values: [Value<'_>; 3] = [(&addresses).into(), now.into(), oldest.into()];
        self.transaction(|| {
            self.execute(
                &format!(
                    "DELETE FROM events WHERE address IN (SELECT value FROM json_each(?1))
                         AND received_at <= ?3 AND {HAS_ENDED}"
                ),
                &values,
            )?;
            self.execute(
                &format!(
                    "UPDATE events SET headers = NULL, body = NULL
                     WHERE address IN (SELECT value FROM json_each(?1))
                         AND body IS NOT NULL AND {HAS_ENDED}"
                ),
                values.get(..2).unwrap_or_default(),
            )?;
            self.execute(
                "DELETE FROM deliveries WHERE (received_at, key) IN (
                     SELECT value ->> 0, value ->> 1 FROM json_each(?))
                     AND NOT EXISTS (SELECT 1 FROM events
                         WHERE events.address = deliveries.address
                             AND events.key = deliveries.key)",
                &[(&deliveries).into()],
            )?;
            self.execute(
                "UPDATE deliveries SET purge_at = NULL WHERE (received_at, key) IN (
                     SELECT value ->> 0, value ->> 1 FROM json_each(?1)) AND purge_at <= ?2",
                &[(&deliveries).into(), now.into()],
            )
        })?;
        Ok(i64::try_from(candidates.len()).unwrap_or(i64::MAX) >= BATCH)
    }
}
