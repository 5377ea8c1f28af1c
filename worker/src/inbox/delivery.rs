//! Sends what is due, and decides what becomes of it.

use std::{
    future::Future,
    pin::pin,
    time::{Duration, SystemTime},
};

use futures_util::{
    StreamExt as _,
    future::{Either, select},
    stream::FuturesUnordered,
};
use serde::Serialize;
use worker::{Date, Delay, Result};

use super::{
    Inbox,
    send::send,
    store::{DeliveryState, DueDelivery, Settlement},
};
use crate::{
    filter::Destination,
    log::{self, Line},
    outcome::{Attempt, Outcome},
    runtime, schedule,
    slots::Slots,
};

/// The runtime lets one request have six connections open at once.
const MOST_AT_ONCE: usize = 6;

/// How often new deliveries are looked for while attempts are under way.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Deliveries are begun for so long in one run of the alarm, whose limit is 15
/// minutes; the rest is the next run's.
const LONGEST_RUN_MS: i64 = 5 * 60 * 1000;

/// The alarm that stands while attempts are under way. It matters only where
/// the process ends before they do.
const WATCHDOG_MS: i64 = 1000;

/// What a lease is longer than the attempt that it covers.
const LEASE_MARGIN_MS: i64 = 10_000;

/// How soon the alarm comes again where nothing can be sent, because of a
/// fault that time alone does not mend. A loop of alarms is dear.
const SLOW_PACE_MS: i64 = 60_000;

/// How long a delivery waits whose destination is not configured.
const UNCONFIGURED_MS: i64 = 10 * 60 * 1000;

/// How soon the alarm may come again.
#[derive(Clone, Copy)]
pub(super) enum Pace {
    /// When the next delivery is due.
    Due,
    /// Not soon.
    Slow,
}

/// An attempt as the delivery's log keeps it.
#[derive(Serialize)]
struct LogEntry<'a> {
    at: i64,
    ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

impl Inbox {
    /// Sets the alarm for now, if a delivery is pending that nothing known will
    /// see to in time. The future says when that is on disk.
    ///
    /// For now, and not for when it is due: to set an alarm to the time that
    /// the object believes it is set to already changes nothing, and would not
    /// bring back one that was lost.
    pub(super) fn wake(
        &self,
        now: i64,
    ) -> Result<Option<impl Future<Output = Result<()>> + use<'_>>> {
        // An alarm in the past is one that the runtime has given up.
        let is_set_until = |latest| self.alarm.get().is_some_and(|at| (now..=latest).contains(&at));
        if self.delivering.get() || is_set_until(now + 1) {
            return Ok(None);
        }
        self.take_over(now)?;
        match self.store.next_due()? {
            Some(due_at) if !is_set_until(due_at) => self.set_alarm(now + 1).map(Some),
            _ => Ok(None),
        }
    }

    /// Makes due, once, what an earlier instance left.
    fn take_over(&self, now: i64) -> Result<()> {
        if !self.has_taken_over.get() {
            self.store.take_over(now)?;
            self.has_taken_over.set(true);
        }
        Ok(())
    }

    /// Sets the alarm for the next delivery that is due, where there is one.
    pub(super) fn rest(&self, pace: Pace) -> Result<()> {
        let earliest = match pace {
            Pace::Due => runtime::now() + 1,
            Pace::Slow => runtime::now() + SLOW_PACE_MS,
        };
        match self.store.next_due()? {
            Some(due_at) => drop(self.set_alarm(due_at.max(earliest))?),
            None => {
                drop(self.store.storage().as_raw().delete_alarm(js_sys::Object::new())?);
                self.alarm.set(None);
            }
        }
        Ok(())
    }

    fn set_alarm(&self, at: i64) -> Result<impl Future<Output = Result<()>> + use<'_>> {
        let date = js_sys::Date::from(Date::new(worker::DateInit::Millis(
            at.try_into().unwrap_or_default(),
        )));
        let promise = self.store.storage().as_raw().set_alarm(date, js_sys::Object::new())?;
        self.alarm.set(Some(at));
        Ok(async move {
            let result = js_sys::futures::JsFuture::from(promise).await;
            result.map(drop).map_err(|error| {
                self.alarm.set(None);
                error.into()
            })
        })
    }

    /// Sends everything that is due, several at once.
    pub(super) async fn deliver_due(&self) -> Result<Pace> {
        let started = runtime::now();
        drop(self.set_alarm(started + WATCHDOG_MS)?);
        self.take_over(started)?;
        let Some(filter) = runtime::filter(&self.env) else {
            return Ok(Pace::Slow);
        };

        let mut attempts = FuturesUnordered::new();
        let mut slots = Slots::new(MOST_AT_ONCE);
        loop {
            let now = runtime::now();
            if now - started < LONGEST_RUN_MS {
                while let Some(delivery) = self.store.due(now, &slots.full_for())? {
                    let Some(destination) = filter.destination(&delivery.destination) else {
                        self.postpone(&delivery, now)?;
                        continue;
                    };
                    slots.take(&delivery.destination);
                    attempts.push(self.attempt(delivery, destination, now)?);
                }
            }
            match select(attempts.next(), pin!(Delay::from(LOOK_AGAIN))).await {
                Either::Left((None, _)) => return Ok(Pace::Due),
                Either::Left((Some((destination, result)), _)) => {
                    slots.release(&destination);
                    // One delivery's fault is not its neighbours'. It is tried
                    // again when its lease ends.
                    if let Err(error) = result {
                        log::interrupted(&error);
                    }
                }
                Either::Right(_) => {}
            }
        }
    }

    /// Leases a delivery, and makes one attempt at it.
    fn attempt<'a>(
        &'a self,
        delivery: DueDelivery,
        destination: &'a Destination,
        now: i64,
    ) -> Result<impl Future<Output = (String, Result<()>)> + 'a> {
        let timeout_ms = i64::try_from(destination.timeout.as_millis()).unwrap_or(i64::MAX);
        self.store.lease(&delivery, now.saturating_add(timeout_ms + LEASE_MARGIN_MS))?;
        Ok(async move {
            let result = self.attempt_leased(&delivery, destination, now).await;
            (delivery.destination, result)
        })
    }

    async fn attempt_leased(
        &self,
        delivery: &DueDelivery,
        destination: &Destination,
        now: i64,
    ) -> Result<()> {
        let attempt = delivery.attempts.saturating_add(1);
        let event = self.store.event(&delivery.key)?;
        let result = send(&event, &delivery.key, attempt, destination).await;

        let ended = runtime::now();
        let (status, error) = match &result {
            Attempt::Answered { status, .. } => (Some(*status), None),
            Attempt::Failed { error } | Attempt::Unmade { error } => (None, Some(error.as_str())),
        };
        let log = LogEntry { at: now, ms: ended - now, status, error };
        let (state, due_at) = match result.outcome(system_time(ended), &destination.success) {
            Outcome::Delivered => (DeliveryState::Delivered, None),
            Outcome::Retry { not_before } if attempt < destination.attempts => {
                let delay = schedule::delay(attempt, js_sys::Math::random(), not_before);
                let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
                (DeliveryState::Pending, Some(ended.saturating_add(delay)))
            }
            Outcome::Retry { .. } | Outcome::Park => (DeliveryState::Parked, None),
        };
        Line {
            at: "delivery",
            outcome: match state {
                DeliveryState::Pending => "retrying",
                state => state.as_str(),
            },
            source: Some(&event.source),
            destination: Some(&delivery.destination),
            id: Some(&event.id),
            attempt: Some(attempt),
            code: matches!(result, Attempt::Unmade { .. }).then_some("template_failed"),
            status,
            detail: error,
            ms: Some(log.ms),
            ..Line::default()
        }
        .print();
        let log = serde_json::to_string(&log)?;
        self.store.settle(delivery, attempt, &Settlement { state, due_at, log: &log })
    }

    /// Lets a delivery wait for its destination to be configured again. That
    /// is an operator's mistake, and no attempt.
    fn postpone(&self, delivery: &DueDelivery, now: i64) -> Result<()> {
        Line {
            at: "delivery",
            outcome: DeliveryState::Waiting.as_str(),
            destination: Some(&delivery.destination),
            id: Some(&delivery.key),
            detail: Some("the destination is not configured"),
            ..Line::default()
        }
        .print();
        self.store.postpone(delivery, now + UNCONFIGURED_MS)
    }
}

fn system_time(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap_or_default())
}
