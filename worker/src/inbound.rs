//! Answers webhooks: verifies them, and hands them to their source's inbox.

use std::{borrow::Cow, time::Duration};

use countersign::Timestamp;
use futures_util::StreamExt as _;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, Env, Error, Headers, Method, Request, Response, Result, event};

use crate::{
    admin,
    filter::Source,
    frame::{self, Envelope},
    inbox, inline,
    log::Line,
    problem::{self, Problem},
    runtime,
    shards::Shards,
    tally,
};

/// No inbox takes longer than this to answer, or the answer is 503.
pub(crate) const INBOX_DEADLINE: Duration = Duration::from_secs(5);

/// When a provider may try again what could not be stored, in seconds.
const RETRY_AFTER_S: &str = "10";

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    if let Some(filter) = admin::is_asked(&request, &env) {
        return admin::enter(&request, &env, &filter).await;
    }
    match route(request, &env, &context).await {
        Ok(Answer::Known(known)) => Response::from_json(&known),
        Ok(Answer::Forwarded(answer)) => answer.response(),
        Err(problem) => refuse(&problem),
    }
}

/// The answer to an authentic event.
pub(crate) enum Answer {
    /// The filter's own.
    Known(Known),
    /// The destination's.
    Forwarded(inline::Forwarded),
}

/// What the filter knows of an event: that it is on disk, for one.
#[derive(serde::Serialize)]
pub(crate) struct Known {
    pub(crate) status: &'static str,
    pub(crate) id: String,
}

fn refuse(problem: &Problem) -> Result<Response> {
    let mut response = Response::from_json(problem)?.with_status(problem.status);
    let headers = response.headers_mut();
    headers.set("content-type", problem::MEDIA_TYPE)?;
    match problem.status {
        405 => headers.set("allow", "POST")?,
        503 => headers.set("retry-after", RETRY_AFTER_S)?,
        _ => {}
    }
    Ok(response)
}

async fn route(request: Request, env: &Env, context: &Context) -> Result<Answer, Problem> {
    let path = request.path();
    let name = path
        .strip_prefix("/hooks/")
        .ok_or_else(|| Problem::new(404, "not_found", "webhooks go to /hooks/{source}"))?;
    let filter = runtime::filter(env).ok_or_else(|| {
        Problem::new(500, "invalid_configuration", "the configuration is wrong; the log says where")
    })?;
    let source = filter
        .source(name)
        .ok_or_else(|| Problem::new(404, "unknown_source", "no source has this name"))
        .inspect_err(|problem| tally::count("", None, Some(problem.code)))?;
    if request.method() != Method::Post {
        tally::count(name, None, Some("method_not_allowed"));
        return Err(Problem::new(405, "method_not_allowed", "webhooks are posted"));
    }

    let started = runtime::now();
    let result = receive(request, env, context, name, source).await;
    let mut line = Line {
        at: "inbound",
        source: Some(name),
        ms: Some(runtime::now().saturating_sub(started)),
        ..Line::default()
    };
    match &result {
        Ok(Answer::Known(known)) => {
            line.outcome = known.status;
            line.id = Some(&known.id);
        }
        Ok(Answer::Forwarded(answer)) => {
            line.outcome = "forwarded";
            line.id = Some(&answer.id);
            line.status = Some(answer.status);
        }
        Err(problem) => {
            line.outcome = "rejected";
            line.code = Some(problem.code);
        }
    }
    tally::count(name, line.ms, result.as_ref().err().map(|problem| problem.code));
    line.print();
    result
}

async fn receive(
    mut request: Request,
    env: &Env,
    context: &Context,
    name: &str,
    source: &Source,
) -> Result<Answer, Problem> {
    let body = read_body(&mut request, source.max_body).await?;
    let headers = read_headers(request.headers(), source);
    let now = runtime::now();

    let lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let event = source
        .verifier
        .verify(&countersign::Request::new(&lines, &body), Timestamp::from_millis(now))
        .map_err(|error| Problem::from(&error))?;

    let envelope = Envelope {
        source: name.to_owned(),
        dedup_key: event.dedup_key.into_owned(),
        destinations: source.destinations(event.kind.as_deref()).map(str::to_owned).collect(),
        id: event.id.into_owned(),
        kind: event.kind.map(Cow::into_owned),
        time: event.time.map(Timestamp::as_millis),
        tenant: event.tenant.map(Cow::into_owned),
        received_at: now,
        headers,
        generation: source.shards.generation(),
    };
    if source.is_inline() {
        return inline::receive(env, context, source, envelope, body).await;
    }
    let status = store(env, &source.shards, &envelope, &body).await?;
    Ok(Answer::Known(Known { status, id: envelope.id }))
}

/// Reads at most `limit` bytes, and no more than that into memory.
async fn read_body(request: &mut Request, limit: usize) -> Result<Vec<u8>, Problem> {
    let too_large = |size| Problem::from(&countersign::Error::BodyTooLarge { size, limit });
    let unreadable = |_| Problem::new(400, "unreadable_body", "the body ended early");

    let declared = request.headers().get("content-length").ok().flatten();
    if let Some(size) = declared.and_then(|length| length.parse::<usize>().ok()) {
        // The runtime holds the sender to the length that it declared.
        return if size > limit {
            Err(too_large(size))
        } else {
            request.bytes().await.map_err(unreadable)
        };
    }
    let Ok(mut chunks) = request.stream() else {
        return Ok(Vec::new());
    };
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(unreadable)?);
        if body.len() > limit {
            return Err(too_large(body.len()));
        }
    }
    Ok(body)
}

/// The headers that the scheme reads, and the body's type: what is verified,
/// and what is passed on.
fn read_headers(headers: &Headers, source: &Source) -> Vec<(String, String)> {
    source
        .verifier
        .scheme()
        .header_names()
        .chain(["content-type"])
        .filter_map(|name| Some((name.to_ascii_lowercase(), headers.get(name).ok()??)))
        .collect()
}

/// Hands an event to its inbox, and waits until it is on disk.
async fn store(
    env: &Env,
    shards: &Shards,
    envelope: &Envelope,
    body: &[u8],
) -> Result<&'static str, Problem> {
    let error = match call_inboxes(env, shards, envelope, body).await {
        Ok(inbox::ACCEPTED) => return Ok("accepted"),
        Ok(inbox::DUPLICATE) => return Ok("duplicate"),
        Ok(status) => format!("the inbox answered {status}"),
        Err(error) => error.to_string(),
    };
    Err(unavailable(envelope, &error))
}

/// What a provider is told whose event the inbox did not take.
pub(crate) fn unavailable(envelope: &Envelope, error: &str) -> Problem {
    Line {
        at: "inbound",
        outcome: "unavailable",
        source: Some(&envelope.source),
        id: Some(&envelope.id),
        detail: Some(error),
        ..Line::default()
    }
    .print();
    Problem::new(503, "unavailable", "the event could not be stored; send it again")
}

/// Asks the inboxes that the event belonged to, if there are any, and hands it
/// to the one that it belongs to. All of it ends by the deadline.
async fn call_inboxes(env: &Env, shards: &Shards, envelope: &Envelope, body: &[u8]) -> Result<u16> {
    let key = envelope.dedup_key.as_str();
    let deadline = runtime::now() + INBOX_DEADLINE.as_millis() as i64;
    let call = async |shard, path, frame: Vec<u8>| {
        let name = inbox::name(&envelope.source, shard);
        let left = u32::try_from(deadline - runtime::now()).unwrap_or_default();
        let status = post(env, &name, path, &frame, left).await?;
        Ok::<_, Error>(status.as_f64().unwrap_or_default() as u16)
    };
    for shard in shards.earlier_homes(key) {
        let status = call(shard, "/claim", frame::encode(envelope, b"")?).await?;
        if status != inbox::CLAIMED {
            return Ok(status);
        }
    }
    call(shards.home(key), "/", frame::encode(envelope, body)?).await
}

#[wasm_bindgen(module = "/src/post.js")]
extern "C" {
    /// Posts a frame to an inbox; gives the answer's status.
    #[wasm_bindgen(catch)]
    async fn post(
        env: &Env,
        name: &str,
        path: &str,
        frame: &[u8],
        deadline_ms: u32,
    ) -> Result<JsValue, JsValue>;
}
