//! The alarm of an inbox.
//!
//! There is one alarm, and one run of the delivery loop at a time. A run that is alive
//! is notified of what is new; otherwise the alarm is set.

use js_sys::Promise;
use worker::{Date, DateInit, Result};

use super::inbox_state::InboxState;
use crate::{clock, config};

/// How soon the alarm comes while attempts are in flight. It matters only where the
/// process ends before they do.
const WATCHDOG_MS: i64 = 1000;

/// How soon the alarm comes again where nothing can be sent, because of a fault that
/// time alone does not mend. A loop of alarms is dear.
pub(super) const BACK_OFF_MS: i64 = 60_000;

/// How often a destination that is not configured is looked for again.
const UNCONFIGURED_MS: i64 = 10 * 60 * 1000;

/// How soon the alarm may come again.
#[derive(Clone, Copy)]
pub(crate) enum Reschedule {
    /// When the next delivery is due.
    WhenDue,
    /// Not soon.
    BackOff,
}

impl InboxState {
    /// Ends a run, and sets the alarm for the next.
    pub(crate) fn end_run(&self, reschedule: Reschedule) -> Result<()> {
        self.run_guard.borrow_mut().end();
        self.next_wakeup.invalidate();
        let now = clock::now();
        let earliest = match reschedule {
            Reschedule::WhenDue => now + 1,
            Reschedule::BackOff => now + BACK_OFF_MS,
        };
        match self.next_at(now)? {
            Some(at) => drop(self.set_alarm(at.max(earliest))?),
            // The alarm that began the run is gone; there may be its watchdog.
            None => {
                if self.alarm.take().is_some_and(|at| at > now) {
                    self.store.count_row();
                    drop(self.storage.as_raw().delete_alarm(js_sys::Object::new())?);
                }
            }
        }
        Ok(())
    }

    /// Wakes the delivery loop, or sets the alarm. The promise resolves when the alarm
    /// is on disk, where one had to be set.
    ///
    /// The alarm is set for now, and not for when something is due: setting it to the
    /// time that the object believes it has already changes nothing, and would not
    /// bring back one that was lost.
    pub(crate) fn wake(&self, now: i64) -> Result<Option<Promise>> {
        if self.run_guard.borrow().is_alive(now) {
            self.news.notify_one();
            return Ok(None);
        }
        // An alarm in the past is one that the runtime has given up.
        let is_set_until = |latest| self.alarm.get().is_some_and(|at| (now..=latest).contains(&at));
        if is_set_until(now + 1) {
            return Ok(None);
        }
        match self.next_at(now)? {
            Some(at) if !is_set_until(at) => self.set_alarm(now + 1).map(Some),
            _ => Ok(None),
        }
    }

    /// Sets the alarm that takes up the attempts in flight if the process ends.
    pub(super) fn set_watchdog(&self, now: i64) -> Result<()> {
        self.set_alarm(now + WATCHDOG_MS).map(drop)
    }

    /// When there is something to do next, as far as is known now.
    fn next_at(&self, now: i64) -> Result<Option<i64>> {
        self.next_wakeup.get(|| self.query_next(now))
    }

    /// When there is something to do next, by the tables and the dispatcher.
    fn query_next(&self, now: i64) -> Result<Option<i64>> {
        self.restore()?;
        let config = config::load(&self.env);
        let is_configured =
            |name: &str| config.as_ref().is_some_and(|it| it.destination(name).is_some());
        let dispatcher = self.dispatcher.borrow();
        let ready_at = self.store.queue_heads()?.into_iter().map(|head| {
            if is_configured(&head.destination) {
                dispatcher.ready_at(&head)
            } else {
                now + UNCONFIGURED_MS
            }
        });
        Ok(ready_at.min().into_iter().chain(self.next_sweep()?).min())
    }

    fn set_alarm(&self, at: i64) -> Result<Promise> {
        let date =
            js_sys::Date::from(Date::new(DateInit::Millis(at.try_into().unwrap_or_default())));
        let promise = self.storage.as_raw().set_alarm(date, js_sys::Object::new())?;
        self.store.count_row();
        self.alarm.set(Some(at));
        Ok(promise)
    }
}
