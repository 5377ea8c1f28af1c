//! One attempt at a delivery, and what becomes of the delivery and of its destination.

use std::time::{Duration, SystemTime};

use worker::Result;

use super::{
    alarm::BACK_OFF_MS,
    backoff,
    circuit_breaker::{Health, Transition},
    inbox_state::InboxState,
    retry_policy::{Decision, SendResult},
    send::send,
};
use crate::{
    clock,
    config::Destination,
    event::Event,
    log::{self, Line},
    metrics::inbox::Disposition,
    store::{AttemptLog, AttemptResult, DeliveryState, DueDelivery},
};

/// An attempt that has ended. It is not recorded yet.
pub(super) struct FinishedAttempt<'a> {
    delivery: DueDelivery,
    context: AttemptContext<'a>,
    event: Result<Option<Event>>,
    result: Option<SendResult>,
}

/// What an attempt was made with, and when.
#[derive(Clone, Copy)]
struct AttemptContext<'a> {
    destination: &'a Destination,
    number: u32,
    is_probe: bool,
    started: i64,
    ended: i64,
}

impl InboxState {
    /// Makes an attempt at a delivery that is marked as sending.
    pub(super) async fn attempt<'a>(
        &self,
        delivery: DueDelivery,
        destination: &'a Destination,
        is_probe: bool,
        started: i64,
    ) -> FinishedAttempt<'a> {
        let number = delivery.attempts.saturating_add(1);
        let event = self.store.event(&delivery).map_err(Into::into);
        let result = match &event {
            Ok(Some(event)) => {
                Some(send(&self.sender, event, &delivery.key, number, destination).await)
            }
            _ => None,
        };
        let ended = clock::now();
        let context = AttemptContext { destination, number, is_probe, started, ended };
        FinishedAttempt { delivery, context, event, result }
    }

    /// Records an attempt. There is no `await` in it: what is written is committed
    /// together, with the other attempts that are recorded and begun in this turn.
    pub(super) fn record_attempt(&self, attempt: FinishedAttempt<'_>) -> Result<()> {
        let FinishedAttempt { delivery, context, event, result } = attempt;
        let was_answered = matches!(result, Some(SendResult::Responded { .. }));
        self.next_wakeup.invalidate();
        self.dispatcher.borrow_mut().release(&delivery.destination, &delivery.key, was_answered);
        let recorded = match (event, result) {
            (Err(error), _) => Err(error),
            (Ok(Some(event)), Some(result)) => {
                self.finish_attempt(&delivery, &event, context, &result)
            }
            (Ok(_), _) => self.cancel(&delivery, context.number),
        };
        // A fault of this side, and of no destination: the next attempt would very
        // likely meet it too.
        recorded.or_else(|error| {
            log::interrupted(&error);
            Ok(self.store.defer(&delivery, clock::now() + BACK_OFF_MS)?)
        })
    }

    fn finish_attempt(
        &self,
        delivery: &DueDelivery,
        event: &Event,
        context: AttemptContext<'_>,
        result: &SendResult,
    ) -> Result<()> {
        let AttemptContext { destination, number, is_probe, started, ended } = context;
        let jitter = js_sys::Math::random();
        let decision = result.decide(system_time(ended), &destination.success_statuses);
        let health = match (result, decision) {
            // Nothing was sent, so nothing is known of the destination.
            (SendResult::RenderFailed { .. }, _) => None,
            (_, Decision::Delivered | Decision::Park) => Some(Health::Up),
            (_, Decision::Retry { not_before }) => Some(Health::Down { not_before }),
        };
        let transition = health.and_then(|health| {
            let mut dispatcher = self.dispatcher.borrow_mut();
            dispatcher.record_result(&delivery.destination, health, is_probe, ended, jitter)
        });

        let (status, error) = match result {
            SendResult::Responded { status, .. } => (Some(*status), None),
            SendResult::Unreachable { error } | SendResult::RenderFailed { error } => {
                (None, Some(error.as_str()))
            }
        };
        let mut log = AttemptLog {
            at: started,
            ms: ended - started,
            status,
            error: error.map(str::to_owned),
            retry_after: None,
            probe: is_probe,
        };
        let (disposition, due_at) = match decision {
            Decision::Delivered => (Disposition::Delivered, None),
            Decision::Retry { not_before } if number < destination.attempts => {
                log.retry_after = Some(not_before.as_secs()).filter(|seconds| *seconds > 0);
                let delay = backoff::delay(number, jitter, not_before);
                let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
                (Disposition::Retried, Some(ended.saturating_add(delay)))
            }
            Decision::Retry { .. } | Decision::Park => (Disposition::Parked, None),
        };
        let (state, outcome) = match disposition {
            Disposition::Delivered => (DeliveryState::Delivered, "delivered"),
            Disposition::Retried => (DeliveryState::Pending, "retrying"),
            Disposition::Parked => (DeliveryState::Parked, "parked"),
        };
        Line {
            at: "delivery",
            outcome,
            source: Some(&event.source),
            destination: Some(&delivery.destination),
            id: Some(&event.id),
            attempt: Some(number),
            code: matches!(result, SendResult::RenderFailed { .. }).then_some("template_failed"),
            probe: is_probe.then_some(true),
            status,
            detail: error,
            ms: Some(log.ms),
            ..Line::default()
        }
        .print();
        let mut metrics = self.metrics.borrow_mut();
        metrics.count_attempt(&delivery.destination, disposition, is_probe, log.ms);

        let attempt_result = AttemptResult {
            state,
            due_at,
            ended_at: due_at.is_none().then_some(ended),
            purge_at: match due_at {
                Some(_) => None,
                None => self.retention()?.purge_at(delivery.received_at, ended),
            },
            log: &serde_json::to_string(&log)?,
        };
        self.store.finish_attempt(delivery, number, &attempt_result)?;
        match transition {
            Some(transition) => self.store_transition(&delivery.destination, transition, ended),
            None => Ok(()),
        }
    }

    /// Stores that a circuit breaker opened or closed. When one closes, what failed
    /// while it was open becomes due.
    fn store_transition(&self, destination: &str, transition: Transition, now: i64) -> Result<()> {
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
            Transition::Opened => self.store.open_breaker(destination, now)?,
            Transition::Closed => {
                self.store.close_breaker(destination)?;
                self.store.expedite(destination, now)?;
            }
        }
        Ok(())
    }

    /// Ends a delivery whose event was erased.
    fn cancel(&self, delivery: &DueDelivery, attempt: u32) -> Result<()> {
        let now = clock::now();
        let error = Some("the event was erased".to_owned());
        let log = AttemptLog { at: now, error, ..AttemptLog::default() };
        let result = AttemptResult {
            state: DeliveryState::Cancelled,
            due_at: None,
            ended_at: Some(now),
            purge_at: self.retention()?.purge_at(delivery.received_at, now),
            log: &serde_json::to_string(&log)?,
        };
        self.store.finish_attempt(delivery, attempt, &result)?;
        Ok(())
    }
}

fn system_time(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap_or_default())
}
