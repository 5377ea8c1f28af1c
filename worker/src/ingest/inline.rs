//! Inline mode: forwards an event within the provider's request, and answers
//! what the destination answers. The provider's retry is the retry.

use std::{rc::Rc, time::Duration};

use futures_util::FutureExt as _;
use worker::{Context, Env, Result};

use super::inbound::{Answer, Known, not_stored};
use crate::{
    clock,
    config::{self, Filter, Source},
    delivery::{
        outcome::is_final,
        send::{self, NoAnswer, Sender, exchange},
    },
    event::Event,
    inbox::{
        self, client,
        idempotency_lock::{Claim, Claimed, Wish},
    },
    log::Line,
    problem::Problem,
    store::ingest_record::Envelope,
};

/// A source in inline mode has one inbox: it stores claims alone.
const ONLY_SHARD: u32 = 0;

/// What a claim outlasts the attempt by, so that its end is still its holder's.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// The most of a destination's answer that is passed on, in bytes.
const LONGEST_ANSWER: u32 = 64 * 1024;

/// What a destination answered.
#[derive(Clone)]
pub(crate) struct Forwarded {
    /// The event's id.
    pub(crate) id: String,
    /// The status that the provider gets.
    pub(crate) status: u16,
    content_type: Option<String>,
    retry_after: Option<String>,
    body: Vec<u8>,
}

impl Forwarded {
    /// The body for the provider, where the status lets an answer have one.
    pub(crate) fn body(&self) -> Option<&[u8]> {
        (!matches!(self.status, 204 | 205 | 304)).then_some(self.body.as_slice())
    }

    /// The headers for the provider.
    pub(crate) fn headers(&self) -> Vec<(&str, &str)> {
        let content_type = self.content_type.as_deref().filter(|_| self.body().is_some());
        let headers =
            [("content-type", content_type), ("retry-after", self.retry_after.as_deref())];
        headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Forwards an event that was verified.
pub(crate) async fn receive(
    env: &Env,
    context: &Context,
    source: &Source,
    mut envelope: Envelope,
    body: Vec<u8>,
) -> Result<Answer, Problem> {
    let known = |status, envelope: Envelope| Ok(Answer::Known(Known { status, id: envelope.id }));
    let misconfigured = || Problem::invalid_configuration("there is no configuration");
    let Some(destination) = envelope.destinations.pop() else {
        return known("ignored", envelope);
    };
    let filter = config::filter(env).ok_or_else(misconfigured)?;
    let timeout = filter.destination(&destination).ok_or_else(misconfigured)?.timeout;

    let window = millis(source.dedup_window);
    let mut claim =
        Claim { key: envelope.dedup_key.clone(), until: millis(timeout + LEASE_MARGIN), window };
    match ask(env, &envelope.source, Wish::Claim, &claim).await {
        Ok(Claimed::Until(until)) => claim.until = until,
        Ok(Claimed::Committed) => return known("duplicate", envelope),
        Ok(Claimed::UnderWay) => {
            let reason = "this event is being forwarded; send it again";
            return Err(Problem::in_progress(reason));
        }
        Err(error) => return Err(not_stored(&envelope.source, &envelope.id, &error)),
    }

    // A provider that hangs up ends its request, and not what was begun for it:
    // that a destination has the event is kept for the retry.
    let work = forward(env.clone(), filter, destination, envelope, body, claim);
    let work = work.boxed_local().shared();
    context.wait_until(work.clone().map(drop));
    work.await.map(Answer::Forwarded)
}

/// Sends a claimed event, and settles the claim.
async fn forward(
    env: Env,
    filter: Rc<Filter>,
    to: String,
    envelope: Envelope,
    body: Vec<u8>,
    claim: Claim,
) -> Result<Forwarded, Problem> {
    let Some(destination) = filter.destination(&to) else {
        return Err(Problem::invalid_configuration("there is no destination"));
    };
    let event = Event {
        source: envelope.source,
        id: envelope.id,
        kind: envelope.kind,
        time: envelope.time,
        tenant: envelope.tenant,
        received_at: envelope.received_at,
        headers: envelope.headers,
        body,
    };
    let started = clock::now();
    let sender = Sender::new();
    let result = exchange(&sender, &event, &claim.key, 1, destination, LONGEST_ANSWER).await;
    let ms = clock::now().saturating_sub(started);

    let status = result.as_ref().ok().map(|answer| answer.status);
    let is_delivered = status.is_some_and(|status| {
        (200..300).contains(&status) || destination.success.contains(&status)
    });
    let wish = if is_delivered { Wish::Commit } else { Wish::Release };
    let settled = ask(&env, &event.source, wish, &claim).await;

    let unsettled = settled.as_ref().err().map(String::as_str);
    let (code, detail) = match &result {
        Ok(answer) if !is_final(answer.status) => (Some("destination_invalid_status"), unsettled),
        Ok(_) => (None, unsettled),
        Err(NoAnswer::Unmade(why)) => (Some("template_failed"), Some(why.as_str())),
        Err(NoAnswer::Failed(why)) => (Some("destination_unreachable"), Some(why.as_str())),
        Err(NoAnswer::TimedOut(why)) => (Some("destination_timeout"), Some(why.as_str())),
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
        Ok(answer) if !is_final(answer.status) => {
            let detail = format!("the destination answered {}, which is no status", answer.status);
            Err(Problem::destination_invalid_status(detail))
        }
        Ok(answer) => {
            // What counts as delivered is no failure to the provider either.
            let status = if is_delivered && answer.status >= 400 { 200 } else { answer.status };
            let send::Answer { retry_after, content_type, body, .. } = answer;
            Ok(Forwarded { id: event.id, status, content_type, retry_after, body })
        }
        Err(NoAnswer::Unmade(_)) => {
            Err(Problem::template_failed("the event does not suit its destination"))
        }
        Err(NoAnswer::Failed(_)) => {
            Err(Problem::destination_unreachable("the destination cannot be reached"))
        }
        Err(NoAnswer::TimedOut(_)) => {
            Err(Problem::destination_timeout("the destination did not answer in time"))
        }
    }
}

/// Asks the source's inbox.
async fn ask(env: &Env, source: &str, wish: Wish, claim: &Claim) -> Result<Claimed, String> {
    client::ask(env, &inbox::name(source, ONLY_SHARD), wish.path(), claim).await
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
