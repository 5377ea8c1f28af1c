//! When the retention sweep runs, beside the deliveries.

use worker::Result;

use super::inbox_state::InboxState;

/// How soon the next batch follows where there is more.
const NEXT_BATCH_MS: i64 = 200;

impl InboxState {
    /// When to sweep next: a batch at a time, and seldom.
    pub(super) fn next_sweep(&self) -> Result<Option<i64>> {
        let next = self.store.next_sweep(self.retention()?)?;
        Ok(next.map(|at| at.max(self.sweep_not_before.get())))
    }

    /// Sweeps a batch, if it is time to.
    pub(super) fn sweep_due(&self, now: i64) -> Result<()> {
        if now < self.sweep_not_before.get() {
            return Ok(());
        }
        let retention = self.retention()?;
        let is_due = self.store.next_sweep(retention)?.is_some_and(|at| at <= now);
        let wait = if is_due && self.store.sweep(now, retention)? {
            NEXT_BATCH_MS
        } else {
            retention.slack_ms()
        };
        self.sweep_not_before.set(now.saturating_add(wait));
        Ok(())
    }
}
