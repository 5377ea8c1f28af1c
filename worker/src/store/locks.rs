//! Idempotency locks: which events of a source in inline mode are being forwarded,
//! and which a destination has. No event is stored for them.

use super::{connection::Store, database::Result, row::row};

/// How many committed locks that are past their window go with each new one.
const MAX_PURGED: u32 = 4;

row! {
    struct LockRow {
        until: Option<i64> = "until",
    }
}

/// A lock as whoever asks for it finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockState {
    /// It is the asker's, until then.
    Acquired(i64),
    /// A destination has the event.
    Committed,
    /// Another request is forwarding the event.
    Held,
}

impl Store {
    /// Acquires the lock of a key for `lease_ms`, where nobody has it. `window_ms` is
    /// how long a committed lock is remembered.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn acquire_lock(
        &self,
        key: &str,
        now: i64,
        lease_ms: i64,
        window_ms: i64,
    ) -> Result<LockState> {
        let found: Option<LockRow> = self.select_first("claims WHERE key = ?", &[key.into()])?;
        match found {
            Some(LockRow { until: None }) => return Ok(LockState::Committed),
            Some(LockRow { until: Some(until) }) if until > now => return Ok(LockState::Held),
            _ => {}
        }
        let until = now.saturating_add(lease_ms);
        self.execute(
            "INSERT OR REPLACE INTO claims (key, claimed_at, until) VALUES (?, ?, ?)",
            &[key.into(), now.into(), until.into()],
        )?;
        self.execute(
            "DELETE FROM claims WHERE key IN (
                 SELECT key FROM claims WHERE claimed_at < ? ORDER BY claimed_at LIMIT ?)",
            &[now.saturating_sub(window_ms).into(), MAX_PURGED.into()],
        )?;
        Ok(LockState::Acquired(until))
    }

    /// Remembers that a destination has the event, whoever holds the lock by now.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn commit_lock(&self, key: &str, now: i64) -> Result<()> {
        self.execute(
            "INSERT INTO claims (key, claimed_at, until) VALUES (?, ?, NULL)
             ON CONFLICT (key) DO UPDATE SET until = NULL",
            &[key.into(), now.into()],
        )
        .map(drop)
    }

    /// Releases a lock, if it is still the one that ends then.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn release_lock(&self, key: &str, until: i64) -> Result<()> {
        self.execute("DELETE FROM claims WHERE key = ? AND until = ?", &[key.into(), until.into()])
            .map(drop)
    }
}
