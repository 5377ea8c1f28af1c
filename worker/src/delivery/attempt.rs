//! One attempt, and what becomes of its delivery and of its destination.

use std::time::{Duration, SystemTime};

use serde::Serialize;
use worker::Result;

use super::{
    alarm::SLOW_PACE_MS,
    backoff,
    circuit_breaker::{Health, Transition},
    outcome::{Attempt, Outcome},
    send::send,
};
use crate::{
    clock,
    config::Destination,
    event::Event,
    inbox::Inbox,
    log::{self, Line},
    metrics::inbox::Left,
    store::{DeliveryState, DueDelivery, Settlement},
};

/// An attempt as the delivery's log keeps it.
#[derive(Serialize)]
struct LogEntry<'a> {
    at: i64,
    ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    /// Seconds that the destination asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// It was made to see whether the destination is up again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    probe: bool,
}

impl Inbox {
    /// Makes an attempt at a delivery that was leased.
    pub(super) async fn attempt<'a>(
        &self,
        delivery: DueDelivery,
        destination: &'a Destination,
        is_probe: bool,
        started: i64,
    ) -> Tried<'a> {
        let number = delivery.attempts.saturating_add(1);
        let event = self.store.event(&delivery);
        let attempt = match &event {
            Ok(Some(event)) => {
                Some(send(&self.sender, event, &delivery.key, number, destination).await)
            }
            _ => None,
        };
        let ended = clock::now();
        Tried { delivery, destination, number, is_probe, started, ended, event, attempt }
    }

    /// Settles an attempt that has ended. There is no `await` in it: what is
    /// written is committed together, with what else is settled and begun then.
    pub(super) fn conclude(&self, tried: Tried<'_>) -> Result<()> {
        let Tried { delivery, destination, number, is_probe, started, ended, event, attempt } =
            tried;
        let was_answered = matches!(attempt, Some(Attempt::Answered { .. }));
        self.horizon.forget();
        self.traffic.borrow_mut().end(&delivery.destination, &delivery.key, was_answered);
        let result = match (event, attempt) {
            (Err(error), _) => Err(error),
            (Ok(Some(event)), Some(attempt)) => {
                let ended = Ended { number, is_probe, started, at: ended, attempt: &attempt };
                self.settle(&delivery, &event, destination, &ended)
            }
            (Ok(_), _) => self.cancel(&delivery, number),
        };
        // A fault of this side, and of no destination: the next attempt would
        // very likely meet it too.
        result.or_else(|error| {
            log::interrupted(&error);
            self.store.postpone(&delivery, clock::now() + SLOW_PACE_MS)
        })
    }

    fn settle(
        &self,
        delivery: &DueDelivery,
        event: &Event,
        destination: &Destination,
        ended: &Ended<'_>,
    ) -> Result<()> {
        let now = ended.at;
        let jitter = js_sys::Math::random();
        let outcome = ended.attempt.outcome(system_time(now), &destination.success);
        let health = match (ended.attempt, outcome) {
            // Nothing was sent, so nothing is known.
            (Attempt::Unmade { .. }, _) => None,
            (_, Outcome::Delivered | Outcome::Park) => Some(Health::Up),
            (_, Outcome::Retry { not_before }) => Some(Health::Down { not_before }),
        };
        let transition = health.and_then(|health| {
            let mut traffic = self.traffic.borrow_mut();
            traffic.learn(&delivery.destination, health, ended.is_probe, now, jitter)
        });

        let (status, error) = match ended.attempt {
            Attempt::Answered { status, .. } => (Some(*status), None),
            Attempt::Failed { error } | Attempt::Unmade { error } => (None, Some(error.as_str())),
        };
        let mut log = LogEntry {
            at: ended.started,
            ms: now - ended.started,
            status,
            error,
            retry_after: None,
            probe: ended.is_probe,
        };
        let (left, due_at) = match outcome {
            Outcome::Delivered => (Left::Delivered, None),
            Outcome::Retry { not_before } if ended.number < destination.attempts => {
                log.retry_after = Some(not_before.as_secs()).filter(|seconds| *seconds > 0);
                let delay = backoff::delay(ended.number, jitter, not_before);
                let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
                (Left::Retried, Some(now.saturating_add(delay)))
            }
            Outcome::Retry { .. } | Outcome::Park => (Left::Parked, None),
        };
        let (state, word) = match left {
            Left::Delivered => (DeliveryState::Delivered, "delivered"),
            Left::Retried => (DeliveryState::Pending, "retrying"),
            Left::Parked => (DeliveryState::Parked, "parked"),
        };
        Line {
            at: "delivery",
            outcome: word,
            source: Some(&event.source),
            destination: Some(&delivery.destination),
            id: Some(&event.id),
            attempt: Some(ended.number),
            code: matches!(ended.attempt, Attempt::Unmade { .. }).then_some("template_failed"),
            probe: ended.is_probe.then_some(true),
            status,
            detail: error,
            ms: Some(log.ms),
            ..Line::default()
        }
        .print();
        self.stats.borrow_mut().attempted(&delivery.destination, left, ended.is_probe, log.ms);

        let settlement = Settlement {
            state,
            due_at,
            ended_at: due_at.is_none().then_some(now),
            purge_at: match due_at {
                Some(_) => None,
                None => self.retention()?.purge_at(delivery.received_at, now),
            },
            log: &serde_json::to_string(&log)?,
        };
        self.store.settle(delivery, ended.number, &settlement)?;
        match transition {
            Some(transition) => self.switch(&delivery.destination, transition, now),
            None => Ok(()),
        }
    }

    /// Remembers that a breaker opened or closed. One that closes sets free
    /// what waits.
    fn switch(&self, destination: &str, transition: Transition, now: i64) -> Result<()> {
        Line {
            at: "breaker",
            outcome: match transition {
                Transition::Opened => "opened",
                Transition::Closed => "closed",
            },
            destination: Some(destination),
            ..Line::default()
        }
        .print();
        match transition {
            Transition::Opened => self.store.open_breaker(destination, now),
            Transition::Closed => {
                self.store.close_breaker(destination)?;
                self.store.hasten(destination, now)
            }
        }
    }

    /// Ends a delivery whose event was erased.
    fn cancel(&self, delivery: &DueDelivery, number: u32) -> Result<()> {
        let now = clock::now();
        let log = LogEntry {
            at: now,
            ms: 0,
            status: None,
            error: Some("the event was erased"),
            retry_after: None,
            probe: false,
        };
        let settlement = Settlement {
            state: DeliveryState::Cancelled,
            due_at: None,
            ended_at: Some(now),
            purge_at: self.retention()?.purge_at(delivery.received_at, now),
            log: &serde_json::to_string(&log)?,
        };
        self.store.settle(delivery, number, &settlement).map(drop)
    }
}

/// An attempt that has ended, and what it was at.
pub(super) struct Tried<'a> {
    delivery: DueDelivery,
    destination: &'a Destination,
    number: u32,
    is_probe: bool,
    started: i64,
    ended: i64,
    event: Result<Option<Event>>,
    attempt: Option<Attempt>,
}

/// An attempt that has ended.
struct Ended<'a> {
    number: u32,
    is_probe: bool,
    started: i64,
    at: i64,
    attempt: &'a Attempt,
}

fn system_time(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap_or_default())
}
