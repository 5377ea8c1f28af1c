//! Answers webhooks: verifies them, and hands them to their source's inbox.
//!
//! `host/ingest.mjs` reads the request and asks the inbox; what is decided in between
//! is decided here, in calls that end as they return. Neither an object of the
//! API nor a future is then made for the sake of Rust.

use std::{borrow::Cow, collections::BTreeMap};

use countersign::{Target, Timestamp};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, Env, Error, Request, Response, Result, console_error, web_sys, worker_sys};

use super::{
    inline,
    response::{self, to_json},
};
use crate::{
    clock,
    config::{self, Source},
    inbox::{self, client},
    log::Line,
    metrics::ingest as metrics,
    problem::Problem,
    store::ingest_record::{self, Envelope},
};

/// What is passed on though the scheme may not read it.
const CONTENT_TYPE: &str = "content-type";

/// Answers what is no webhook and not for an operator.
pub(crate) fn refuse(request: &Request, env: &Env) -> Response {
    let problem = stray(request, env);
    response::json(problem.status, &problem).into()
}

/// Why a request is not received.
fn stray(request: &Request, env: &Env) -> Problem {
    let path = request.path();
    let Some(name) = path.strip_prefix("/hooks/") else {
        return Problem::not_found("webhooks go to /hooks/{source}");
    };
    let Some(filter) = config::filter(env) else {
        return misconfigured();
    };
    let (name, problem) = match filter.source(name) {
        None => ("", Problem::unknown_source("no source has this name")),
        Some(_) => (name, Problem::method_not_allowed("webhooks are posted")),
    };
    metrics::count(name, None, Some(problem.code));
    problem
}

/// What has to be known of the sources to read what is posted to them.
#[derive(Serialize)]
struct IngestManifest<'a> {
    deadline_ms: u128,
    unavailable: Unavailable,
    sources: BTreeMap<&'a str, SourceIngest<'a>>,
}

/// What is answered where the WebAssembly cannot be asked any more.
#[derive(Serialize)]
struct Unavailable {
    body: String,
    headers: response::Headers,
}

/// How a source's requests are read.
#[derive(Serialize)]
struct SourceIngest<'a> {
    /// Those of handshakes among them.
    methods: Vec<&'a str>,
    headers: Vec<Cow<'a, str>>,
    max_body: usize,
    is_inline: bool,
    /// Whether it has to be known where a request was sent.
    has_target: bool,
}

/// How requests are read, as JSON. There is no source where the configuration is wrong.
#[wasm_bindgen]
pub fn ingest_manifest(env: Env) -> String {
    let filter = config::filter(&env);
    let sources = filter.iter().flat_map(|filter| filter.sources()).map(|(name, source)| {
        let scheme = source.verifier.scheme();
        let has_handshakes = scheme.challenge_methods().next().is_some();
        let ingest = SourceIngest {
            methods: scheme.challenge_methods().chain(["POST"]).collect(),
            has_target: has_handshakes || scheme.needs_url(),
            headers: header_names(source).map(Cow::Borrowed).collect(),
            max_body: source.max_body,
            is_inline: source.is_inline(),
        };
        (name, ingest)
    });
    let problem = unavailable();
    let manifest = IngestManifest {
        deadline_ms: client::DEADLINE.as_millis(),
        unavailable: Unavailable {
            headers: response::headers(problem.status),
            body: to_json(&problem),
        },
        sources: sources.collect(),
    };
    to_json(&manifest)
}

/// Verifies what was posted to a source. Gives the answer where it is refused;
/// otherwise the event's id and, in turn, the name of each inbox to ask and
/// what it is asked with. The last of them stores the event, the others had it
/// to store before the number of inboxes changed.
///
/// Of a body that is too large there is the size, of one that broke off nothing.
#[wasm_bindgen]
pub fn verify_request(
    env: Env,
    name: &str,
    head: &str,
    body: Option<Vec<u8>>,
    size: Option<f64>,
    started: f64,
) -> Vec<JsValue> {
    let calls = || {
        let filter = config::filter(&env).ok_or_else(misconfigured)?;
        let source = filter.source(name).ok_or_else(misconfigured)?;
        let body = whole(body, size, source)?;
        let (envelope, body) = match verify(source, name, head, body)? {
            Received::Event(envelope, body) => (envelope, body),
            Received::Handshake(answer) => {
                return Ok(vec![conclude(name, started, &Ok(Answer::Handshake(answer))).into()]);
            }
        };
        let calls = calls(source, &envelope, &body)
            .map_err(|error| not_stored(name, &envelope.id, &error.to_string()))?;
        Ok([vec![envelope.id.into()], calls].concat())
    };
    calls().unwrap_or_else(|problem| vec![conclude(name, started, &Err(problem)).into()])
}

/// Answers whoever sent an event that was brought to its inbox: with what the
/// inbox answered, or why it did not.
#[wasm_bindgen]
pub fn acknowledge(
    name: &str,
    id: String,
    status: u16,
    failure: Option<String>,
    started: f64,
) -> web_sys::Response {
    let error = match (failure, status) {
        (None, inbox::ACCEPTED) => None,
        (None, inbox::DUPLICATE) => None,
        (None, status) => Some(format!("the inbox answered {status}")),
        (failure, _) => failure,
    };
    let result = match error {
        Some(error) => Err(not_stored(name, &id, &error)),
        None if status == inbox::ACCEPTED => Ok(Answer::Known(Known { status: "accepted", id })),
        None => Ok(Answer::Known(Known { status: "duplicate", id })),
    };
    conclude(name, started, &result)
}

/// Receives what was posted to a source in inline mode.
#[wasm_bindgen]
pub async fn forward_inline(
    env: Env,
    context: worker_sys::Context,
    name: String,
    head: String,
    body: Option<Vec<u8>>,
    size: Option<f64>,
    started: f64,
) -> web_sys::Response {
    let relayed = async {
        let filter = config::filter(&env).ok_or_else(misconfigured)?;
        let source = filter.source(&name).ok_or_else(misconfigured)?;
        let body = whole(body, size, source)?;
        match verify(source, &name, &head, body)? {
            Received::Event(envelope, body) => {
                inline::receive(&env, &Context::new(context), source, envelope, body).await
            }
            Received::Handshake(answer) => Ok(Answer::Handshake(answer)),
        }
    };
    conclude(&name, started, &relayed.await)
}

/// What was posted to a source.
enum Received {
    Event(Envelope, Vec<u8>),
    /// With its answer.
    Handshake(web_sys::Response),
}

/// The answer to an authentic event, or to a handshake.
pub(crate) enum Answer {
    /// What the provider wants to hear before it sends any.
    Handshake(web_sys::Response),
    /// The filter's own.
    Known(Known),
    /// The destination's.
    Forwarded(inline::Forwarded),
}

/// What the filter knows of an event: that it is on disk, for one.
#[derive(Serialize)]
pub(crate) struct Known {
    pub(crate) status: &'static str,
    pub(crate) id: String,
}

/// Logs and counts how a webhook was received, and answers it.
fn conclude(name: &str, started: f64, result: &Result<Answer, Problem>) -> web_sys::Response {
    let mut line = Line {
        at: "inbound",
        source: Some(name),
        ms: Some(clock::now().saturating_sub(started as i64)),
        ..Line::default()
    };
    let response = match result {
        Ok(Answer::Known(known)) => {
            line.outcome = known.status;
            line.id = Some(&known.id);
            response::json(200, known)
        }
        Ok(Answer::Handshake(answer)) => {
            line.outcome = "handshake";
            Clone::clone(answer)
        }
        Ok(Answer::Forwarded(answer)) => {
            line.outcome = "forwarded";
            line.id = Some(&answer.id);
            line.status = Some(answer.status);
            let body = answer.body().map_or(JsValue::NULL, |body| Uint8Array::from(body).into());
            response::relay(answer.status, &body, &answer.headers())
                .unwrap_or_else(|error| fault(&error.into()))
        }
        Err(problem) => {
            line.outcome = "rejected";
            line.code = Some(problem.code);
            response::json(problem.status, problem)
        }
    };
    metrics::count(name, line.ms, result.as_ref().err().map(|problem| problem.code));
    line.print();
    response
}

/// The body, where there is all of it.
fn whole(body: Option<Vec<u8>>, size: Option<f64>, source: &Source) -> Result<Vec<u8>, Problem> {
    body.ok_or_else(|| match size {
        Some(size) => Problem::from(&countersign::Error::BodyTooLarge {
            size: size as usize,
            limit: source.max_body,
        }),
        None => Problem::unreadable_body("the body ended early"),
    })
}

/// Verifies what was posted to a source: what is known of the event, and its body.
fn verify(source: &Source, name: &str, head: &str, body: Vec<u8>) -> Result<Received, Problem> {
    let head: Head = serde_json::from_str(head).unwrap_or_default();
    let headers = head.headers(source);
    let now = clock::now();
    let lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let url = head.url.map(|url| source.url(&url));
    let method = head.method.as_deref();
    let request = countersign::Request::new(&lines, &body);
    let request = request.to(Target { method, url: url.as_deref() });

    let verifier = &source.verifier;
    let token = source.verify_token.as_ref();
    let at = Timestamp::from_millis(now);
    if let Some(answer) =
        verifier.answer(&request, token, at).map_err(|error| Problem::from(&error))?
    {
        let body = JsValue::from_str(&answer.body);
        let response = response::relay(200, &body, &answer.headers);
        return response.map(Received::Handshake).map_err(|_| unanswerable());
    }
    if method.is_some_and(|method| method != "POST") {
        return Err(Problem::method_not_allowed("webhooks are posted"));
    }
    let event = verifier.verify(&request, at).map_err(|error| Problem::from(&error))?;

    let destinations = source.destinations(event.kind.as_deref(), event.tenant.as_deref());
    let envelope = Envelope {
        source: name.to_owned(),
        dedup_key: event.dedup_key.into_owned(),
        destinations: destinations.map(str::to_owned).collect(),
        id: event.id.into_owned(),
        kind: event.kind.map(Cow::into_owned),
        time: event.time.map(Timestamp::as_millis),
        tenant: event.tenant.map(Cow::into_owned),
        received_at: now,
        headers: without_secrets(source, headers),
        generation: source.shards.generation(),
    };
    Ok(Received::Event(envelope, body))
}

/// The headers that the scheme reads, and the body's type: what is verified,
/// and what is passed on.
fn header_names(source: &Source) -> impl Iterator<Item = &str> {
    let scheme = source.verifier.scheme();
    let is_read = scheme.header_names().any(|name| name.eq_ignore_ascii_case(CONTENT_TYPE));
    scheme.header_names().chain((!is_read).then_some(CONTENT_TYPE))
}

/// The headers that may be stored and passed on. Whoever has a secret that was
/// sent could send events with it.
fn without_secrets(source: &Source, mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    for secret in source.verifier.scheme().secret_headers() {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case(secret));
    }
    headers
}

/// What was read of a request ahead of its body.
#[derive(Default, Deserialize)]
struct Head {
    /// The headers' values, one for each name, null where it is absent.
    headers: Vec<Option<String>>,
    /// Where it was sent, where that is needed.
    method: Option<String>,
    url: Option<String>,
}

impl Head {
    /// The headers that there are.
    fn headers(&self, source: &Source) -> Vec<(String, String)> {
        header_names(source)
            .zip(&self.headers)
            .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.clone()?)))
            .collect()
    }
}

/// What the inboxes are asked with: first those that the event belonged to, if
/// there are any, and then the one that it belongs to.
fn calls(source: &Source, envelope: &Envelope, body: &[u8]) -> serde_json::Result<Vec<JsValue>> {
    let key = envelope.dedup_key.as_str();
    let mut calls = Vec::new();
    let mut call = |shard, body| {
        calls.push(inbox::name(&envelope.source, shard).into());
        calls.push(Uint8Array::from(ingest_record::encode(envelope, body)?.as_slice()).into());
        Ok(())
    };
    for shard in source.shards.earlier_homes(key) {
        call(shard, &b""[..])?;
    }
    call(source.shards.home(key), body)?;
    Ok(calls)
}

/// What a provider is told whose event the inbox did not take, which is logged.
pub(crate) fn not_stored(source: &str, id: &str, error: &str) -> Problem {
    Line {
        at: "inbound",
        outcome: "unavailable",
        source: Some(source),
        id: Some(id),
        detail: Some(error),
        ..Line::default()
    }
    .print();
    unavailable()
}

fn unavailable() -> Problem {
    Problem::unavailable("the event could not be stored; send it again")
}

/// The answer where there should be one that cannot be made.
fn fault(error: &Error) -> web_sys::Response {
    console_error!("{error}");
    let problem = Problem::internal("the answer cannot be passed on");
    response::json(problem.status, &problem)
}

/// The answer to a handshake of whose own answer the runtime makes no response.
fn unanswerable() -> Problem {
    let reason = "the answer to it would not be a valid header";
    Problem::from(&countersign::Error::MalformedPayload { reason })
}

fn misconfigured() -> Problem {
    Problem::invalid_configuration("the configuration is wrong; the log says where")
}
