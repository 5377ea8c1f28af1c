//! When the inbox wakes up by itself.
//!
//! There is one alarm, and one run of deliveries at a time. While a run is
//! alive, what is new is told to it; otherwise the alarm is set.

use js_sys::Promise;
use worker::{Date, DateInit, Result};

use crate::{clock, config, inbox::Inbox};

/// The alarm that stands while attempts are under way. It matters only where
/// the process ends before they do.
const WATCHDOG_MS: i64 = 1000;

/// How soon the alarm comes again where nothing can be sent, because of a
/// fault that time alone does not mend. A loop of alarms is dear.
pub(crate) const SLOW_PACE_MS: i64 = 60_000;

/// How often it is looked whether a destination is configured that was not.
const UNCONFIGURED_MS: i64 = 10 * 60 * 1000;

/// How soon the alarm may come again.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// When the next delivery is due.
    Due,
    /// Not soon.
    Slow,
}

impl Inbox {
    /// Ends a run, and sets the alarm for the next.
    pub(crate) fn end_run(&self, pace: Pace) -> Result<()> {
        self.runs.borrow_mut().end();
        self.horizon.forget();
        let now = clock::now();
        let earliest = match pace {
            Pace::Due => now + 1,
            Pace::Slow => now + SLOW_PACE_MS,
        };
        match self.next_at(now)? {
            Some(at) => drop(self.set_alarm(at.max(earliest))?),
            // The alarm that began the run is gone; there may be its watchdog.
            None => {
                if self.alarm.take().is_some_and(|at| at > now) {
                    self.store.count_row();
                    drop(self.store.storage().as_raw().delete_alarm(js_sys::Object::new())?);
                }
            }
        }
        Ok(())
    }

    /// Sees to it that what is new is seen to. The promise says when the alarm
    /// is on disk, where it had to be set.
    ///
    /// It is set for now, and not for when something is due: to set an alarm to
    /// the time that the object believes it is set to already changes nothing,
    /// and would not bring back one that was lost.
    pub(crate) fn wake(&self, now: i64) -> Result<Option<Promise>> {
        if self.runs.borrow().is_alive(now) {
            self.bell.ring();
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

    /// Sets the alarm that brings back what is under way.
    pub(crate) fn set_watchdog(&self, now: i64) -> Result<()> {
        self.set_alarm(now + WATCHDOG_MS).map(drop)
    }

    /// When there is something to do next, as far as is known now.
    fn next_at(&self, now: i64) -> Result<Option<i64>> {
        self.horizon.next(|| self.look(now))
    }

    /// The same, from the tables and from how the destinations stand.
    fn look(&self, now: i64) -> Result<Option<i64>> {
        self.restore()?;
        let filter = config::filter(&self.env);
        let is_configured =
            |name: &str| filter.as_ref().is_some_and(|it| it.destination(name).is_some());
        let traffic = self.traffic.borrow();
        let ready_at = self.store.heads()?.into_iter().map(|head| {
            if is_configured(&head.destination) {
                traffic.ready_at(&head)
            } else {
                now + UNCONFIGURED_MS
            }
        });
        Ok(ready_at.min().into_iter().chain(self.next_purge()?).min())
    }

    fn set_alarm(&self, at: i64) -> Result<Promise> {
        let date =
            js_sys::Date::from(Date::new(DateInit::Millis(at.try_into().unwrap_or_default())));
        let promise = self.store.storage().as_raw().set_alarm(date, js_sys::Object::new())?;
        self.store.count_row();
        self.alarm.set(Some(at));
        Ok(promise)
    }
}
