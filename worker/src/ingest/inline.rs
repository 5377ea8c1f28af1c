//! Inline mode: forwards an event within the provider's request, and answers what the
//! destination answers. The provider's retry is the retry.

use std::{rc::Rc, time::Duration};

use futures_util::FutureExt as _;
use worker::{Context, Env, Result};

use super::{
    finish::{Ack, ForwardedResponse, IngestResponse, misconfigured, not_stored},
    verify::VerifiedRequest,
};
use crate::{
    clock,
    config::{self, Config, Source},
    delivery::{
        retry_policy::is_final,
        send::{SendError, Sender, UpstreamResponse, send_event},
    },
    event::Event,
    inbox::{
        self, client,
        idempotency_lock::{Lock, LockOp, LockState},
    },
    log::Line,
    problem::Problem,
};

/// A source in inline mode has one inbox: it stores idempotency locks alone.
const ONLY_SHARD: u32 = 0;

/// How much longer a lock holds than the attempt takes, so that its end is still its
/// holder's.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// The most of a destination's response that is passed on, in bytes.
const MAX_RESPONSE_BODY: u32 = 64 * 1024;

/// Forwards a verified event, unless another request does or a destination has it.
pub(super) async fn forward(
    env: &Env,
    context: &Context,
    source: &Source,
    request: VerifiedRequest,
) -> Result<IngestResponse, Problem> {
    let VerifiedRequest { event, dedup_key, mut destinations } = request;
    let ack = |status, event: Event| Ok(IngestResponse::Ack(Ack { status, id: event.id }));
    let Some(destination) = destinations.pop() else {
        return ack("ignored", event);
    };
    let config = config::load(env).ok_or_else(misconfigured)?;
    let timeout = config.destination(&destination).ok_or_else(misconfigured)?.timeout;

    let window = millis(source.dedup_window);
    let mut lock = Lock { key: dedup_key, until: millis(timeout + LEASE_MARGIN), window };
    match ask(env, &event.source, LockOp::Acquire, &lock).await {
        Ok(LockState::Acquired(until)) => lock.until = until,
        Ok(LockState::Committed) => return ack("duplicate", event),
        Ok(LockState::Held) => {
            let reason = "this event is being forwarded; send it again";
            return Err(Problem::in_progress(reason));
        }
        Err(error) => return Err(not_stored(&event.source, &event.id, &error)),
    }

    // A provider that hangs up ends its request, and not this work: that a destination
    // has the event is kept for the retry.
    let work = forward_locked(env.clone(), config, destination, event, lock);
    let work = work.boxed_local().shared();
    context.wait_until(work.clone().map(drop));
    work.await.map(IngestResponse::Forwarded)
}

/// Sends an event whose lock is held, and commits or releases the lock.
async fn forward_locked(
    env: Env,
    config: Rc<Config>,
    to: String,
    event: Event,
    lock: Lock,
) -> Result<ForwardedResponse, Problem> {
    let destination = config.destination(&to).ok_or_else(misconfigured)?;
    let started = clock::now();
    let sender = Sender::new();
    let result = send_event(&sender, &event, &lock.key, 1, destination, MAX_RESPONSE_BODY).await;
    let ms = clock::now().saturating_sub(started);

    let status = result.as_ref().ok().map(|response| response.status);
    let is_delivered = status.is_some_and(|status| {
        (200..300).contains(&status) || destination.success_statuses.contains(&status)
    });
    let op = if is_delivered { LockOp::Commit } else { LockOp::Release };
    let unlocked = ask(&env, &event.source, op, &lock).await;

    let not_unlocked = unlocked.as_ref().err().map(String::as_str);
    let (code, detail) = match &result {
        Ok(response) if !is_final(response.status) => {
            (Some("destination_invalid_status"), not_unlocked)
        }
        Ok(_) => (None, not_unlocked),
        Err(SendError::RenderFailed(why)) => (Some("template_failed"), Some(why.as_str())),
        Err(SendError::Unreachable(why)) => (Some("destination_unreachable"), Some(why.as_str())),
        Err(SendError::TimedOut(why)) => (Some("destination_timeout"), Some(why.as_str())),
    };
    Line {
        at: "delivery",
        outcome: if is_delivered { "delivered" } else { "returned" },
        source: Some(&event.source),
        destination: Some(&to),
        id: Some(&event.id),
        kind: event.kind.as_deref(),
        code,
        status,
        detail,
        ms: Some(ms),
        ..Line::default()
    }
    .print();

    match result {
        Ok(response) if !is_final(response.status) => {
            let status = response.status;
            let detail = format!("the destination answered {status}, which is no status");
            Err(Problem::destination_invalid_status(detail))
        }
        Ok(response) => {
            // What counts as delivered is no failure to the provider either.
            let status = if is_delivered && response.status >= 400 { 200 } else { response.status };
            let UpstreamResponse { retry_after, content_type, body, .. } = response;
            Ok(ForwardedResponse { id: event.id, status, content_type, retry_after, body })
        }
        Err(SendError::RenderFailed(_)) => {
            Err(Problem::template_failed("the event does not suit its destination"))
        }
        Err(SendError::Unreachable(_)) => {
            Err(Problem::destination_unreachable("the destination cannot be reached"))
        }
        Err(SendError::TimedOut(_)) => {
            Err(Problem::destination_timeout("the destination did not answer in time"))
        }
    }
}

/// Asks the inbox of a source for something to be done with a lock.
async fn ask(env: &Env, source: &str, op: LockOp, lock: &Lock) -> Result<LockState, String> {
    client::ask(env, &inbox::name(source, ONLY_SHARD), op.path(), lock).await
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
