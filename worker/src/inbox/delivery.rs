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
    filter::Filter,
    log::Line,
    outcome::{Attempt, Outcome},
    runtime, schedule,
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
    /// Sets the alarm so that what is due is soon delivered, unless it is seen
    /// to anyway. The future says when that is on disk.
    pub(super) fn wake(
        &self,
        now: i64,
    ) -> Result<Option<impl Future<Output = Result<()>> + use<>>> {
        // An alarm in the past is one that the runtime has given up.
        let is_set = self.alarm.get().is_some_and(|alarm| (now..=now + 1).contains(&alarm));
        if is_set || self.delivering.get() {
            return Ok(None);
        }
        self.set_alarm(now + 1).map(Some)
    }

    /// Sets the alarm for the next delivery that is due, where there is one.
    pub(super) fn rest(&self) -> Result<()> {
        match self.store.next_due()? {
            Some(due_at) => drop(self.set_alarm(due_at.max(runtime::now() + 1))?),
            None => {
                drop(self.store.storage().as_raw().delete_alarm(js_sys::Object::new())?);
                self.alarm.set(None);
            }
        }
        Ok(())
    }

    fn set_alarm(&self, at: i64) -> Result<impl Future<Output = Result<()>> + use<>> {
        let date = js_sys::Date::from(Date::new(worker::DateInit::Millis(
            at.try_into().unwrap_or_default(),
        )));
        let promise = self.store.storage().as_raw().set_alarm(date, js_sys::Object::new())?;
        self.alarm.set(Some(at));
        Ok(async move {
            js_sys::futures::JsFuture::from(promise).await?;
            Ok(())
        })
    }

    /// Sends everything that is due, several at once.
    pub(super) async fn deliver_due(&self) -> Result<()> {
        let started = runtime::now();
        drop(self.set_alarm(started + WATCHDOG_MS)?);
        if !self.recovered.replace(true) {
            self.store.release_leases(started)?;
        }
        let Some(filter) = runtime::filter(&self.env) else {
            return Ok(());
        };

        let mut attempts = FuturesUnordered::new();
        loop {
            let now = runtime::now();
            if now - started < LONGEST_RUN_MS {
                for delivery in self.store.due(now, MOST_AT_ONCE - attempts.len())? {
                    attempts.push(self.attempt(delivery, &filter, now)?);
                }
            }
            match select(attempts.next(), pin!(Delay::from(LOOK_AGAIN))).await {
                Either::Left((None, _)) => return Ok(()),
                Either::Left((Some(result), _)) => result?,
                Either::Right(_) => {}
            }
        }
    }

    /// Leases a delivery, and makes one attempt at it.
    fn attempt<'a>(
        &'a self,
        delivery: DueDelivery,
        filter: &'a Filter,
        now: i64,
    ) -> Result<impl Future<Output = Result<()>> + 'a> {
        let destination = filter.destination(&delivery.destination);
        let timeout = destination.map_or(Duration::ZERO, |destination| destination.timeout);
        let timeout_ms = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
        self.store.lease(&delivery, now.saturating_add(timeout_ms + LEASE_MARGIN_MS))?;
        let attempt = delivery.attempts.saturating_add(1);

        Ok(async move {
            let Some(event) = self.store.event(&delivery.key)? else {
                return self.park(&delivery, attempt, "the event was erased");
            };
            let Some(destination) = destination else {
                return self.park(&delivery, attempt, "the destination is not configured");
            };
            let result = send(&event, &delivery, attempt, destination).await;

            let ended = runtime::now();
            let (status, error) = match &result {
                Attempt::Answered { status, .. } => (Some(*status), None),
                Attempt::Failed { error } => (None, Some(error.as_str())),
            };
            let log = LogEntry { at: now, ms: ended - now, status, error };
            let (state, due_at) = match result.outcome(system_time(ended)) {
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
                status,
                detail: error,
                ms: Some(log.ms),
                ..Line::default()
            }
            .print();
            let log = serde_json::to_string(&log)?;
            self.store.settle(&delivery, attempt, &Settlement { state, due_at, log: &log })
        })
    }

    /// Keeps a delivery that cannot be attempted.
    fn park(&self, delivery: &DueDelivery, attempt: u32, why: &str) -> Result<()> {
        let log = LogEntry { at: runtime::now(), ms: 0, status: None, error: Some(why) };
        let log = serde_json::to_string(&log)?;
        let settlement = Settlement { state: DeliveryState::Parked, due_at: None, log: &log };
        self.store.settle(delivery, attempt, &settlement)
    }
}

fn system_time(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap_or_default())
}
