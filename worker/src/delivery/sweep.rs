//! When the inbox purges, beside its deliveries.

use worker::Result;

use crate::{
    config::{self, retention::Retention},
    inbox::Inbox,
};

/// How soon the next batch follows where there is more.
const NEXT_BATCH_MS: i64 = 200;

impl Inbox {
    /// How long this inbox's source keeps what.
    pub(crate) fn retention(&self) -> Result<Retention> {
        let mut source = self.source.borrow_mut();
        if source.is_none() {
            *source = self.store.source()?;
        }
        let filter = config::filter(&self.env);
        let configured = source.as_ref().and_then(|name| filter.as_ref()?.source(name));
        Ok(configured.map_or_else(Retention::default, |source| source.retention))
    }

    /// When to purge next; a batch at a time, and seldom.
    pub(crate) fn next_purge(&self) -> Result<Option<i64>> {
        let next = self.store.next_purge(self.retention()?)?;
        Ok(next.map(|at| at.max(self.purge_not_before.get())))
    }

    /// Purges a batch, if it is time to.
    pub(crate) fn purge_due(&self, now: i64) -> Result<()> {
        if now < self.purge_not_before.get() {
            return Ok(());
        }
        let retention = self.retention()?;
        let is_due = self.store.next_purge(retention)?.is_some_and(|at| at <= now);
        let wait = if is_due && self.store.purge(now, retention)? {
            NEXT_BATCH_MS
        } else {
            retention.slack_ms()
        };
        self.purge_not_before.set(now.saturating_add(wait));
        Ok(())
    }
}
