//! Answers webhooks: verifies them, and hands them to their source's inbox.

use std::{pin::pin, time::Duration};

use countersign::Timestamp;
use futures_util::{
    StreamExt as _,
    future::{Either, select},
};
use js_sys::Uint8Array;
use worker::{Context, Delay, Env, Headers, Method, Request, RequestInit, Response, Result, event};

use crate::{
    admin,
    filter::Source,
    frame::{self, Envelope},
    inbox,
    log::Line,
    problem::{self, Problem},
    runtime,
    shards::Shards,
    tally,
};

/// No inbox takes longer than this to answer, or the answer is 503.
const INBOX_DEADLINE: Duration = Duration::from_secs(5);

/// When a provider may try again what could not be stored, in seconds.
const RETRY_AFTER_S: &str = "10";

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    if let Some(filter) = admin::is_asked(&request, &env) {
        return admin::enter(&request, &env, &filter).await;
    }
    match route(request, &env).await {
        Ok(accepted) => Response::from_json(&accepted),
        Err(problem) => refuse(&problem),
    }
}

/// The answer to an event that is on disk.
#[derive(serde::Serialize)]
struct Accepted {
    status: &'static str,
    id: String,
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

async fn route(request: Request, env: &Env) -> Result<Accepted, Problem> {
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
    let result = receive(request, env, name, source).await;
    let mut line = Line {
        at: "inbound",
        source: Some(name),
        ms: Some(runtime::now().saturating_sub(started)),
        ..Line::default()
    };
    match &result {
        Ok(accepted) => {
            line.outcome = accepted.status;
            line.id = Some(&accepted.id);
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
    name: &str,
    source: &Source,
) -> Result<Accepted, Problem> {
    let body = read_body(&mut request, source.max_body).await?;
    let headers = read_headers(request.headers(), source);
    let now = runtime::now();

    let lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let event = source
        .verifier
        .verify(&countersign::Request { headers: &lines, body: &body }, Timestamp::from_millis(now))
        .map_err(|error| Problem::from(&error))?;

    let envelope = Envelope {
        source: name.to_owned(),
        dedup_key: event.dedup_key,
        destinations: source.destinations(event.kind.as_deref()).map(str::to_owned).collect(),
        id: event.id,
        kind: event.kind,
        time: event.time.map(Timestamp::as_millis),
        tenant: event.tenant,
        received_at: now,
        headers,
        generation: source.shards.generation(),
    };
    let status = store(env, &source.shards, &envelope, &body).await?;
    Ok(Accepted { status, id: envelope.id })
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
    let call = pin!(call_inboxes(env, shards, envelope, body));
    let error = match select(call, pin!(Delay::from(INBOX_DEADLINE))).await {
        Either::Left((Ok(inbox::ACCEPTED), _)) => return Ok("accepted"),
        Either::Left((Ok(inbox::DUPLICATE), _)) => return Ok("duplicate"),
        Either::Left((Ok(status), _)) => format!("the inbox answered {status}"),
        Either::Left((Err(error), _)) => error.to_string(),
        Either::Right(_) => "the inbox did not answer in time".to_owned(),
    };
    Line {
        at: "inbound",
        outcome: "unavailable",
        source: Some(&envelope.source),
        id: Some(&envelope.id),
        detail: Some(&error),
        ..Line::default()
    }
    .print();
    Err(Problem::new(503, "unavailable", "the event could not be stored; send it again"))
}

/// Asks the inboxes that the event belonged to, if there are any, and hands it
/// to the one that it belongs to.
async fn call_inboxes(env: &Env, shards: &Shards, envelope: &Envelope, body: &[u8]) -> Result<u16> {
    let key = envelope.dedup_key.as_str();
    for shard in shards.earlier_homes(key) {
        let claim = frame::encode(envelope, b"")?;
        let status = call_inbox(env, &envelope.source, shard, "/claim", &claim).await?;
        if status != inbox::CLAIMED {
            return Ok(status);
        }
    }
    let event = frame::encode(envelope, body)?;
    call_inbox(env, &envelope.source, shards.home(key), "/", &event).await
}

async fn call_inbox(env: &Env, source: &str, shard: u32, path: &str, frame: &[u8]) -> Result<u16> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(Uint8Array::from(frame).into()));
    let request = Request::new_with_init(&format!("https://inbox{path}"), &init)?;
    let inbox = env.durable_object("INBOX")?.get_by_name(&inbox::name(source, shard))?;
    Ok(inbox.fetch_with_request(request).await?.status_code())
}
