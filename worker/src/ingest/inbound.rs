//! The decisions about a webhook, as `host/ingest.mjs` asks for them.
//!
//! JavaScript reads the request and asks the inboxes. What is decided in between is
//! decided here, in calls that end as they return: no object of the runtime's API and
//! no future is made for the sake of Rust.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, Env, Request, Response, web_sys, worker_sys};

use super::{
    finish::{Ack, IngestResponse, finish, misconfigured, not_stored, refuse},
    inline,
    verify::{Verified, VerifiedRequest, require_body, verify},
};
use crate::{
    clock,
    config::{self, Source},
    inbox::{self, status},
    metrics::ingest as metrics,
    problem::Problem,
    store::ingest_record,
};

/// Answers a request that is no webhook, and not for an operator.
pub(crate) fn reject_unmatched(request: &Request, env: &Env) -> Response {
    refuse(&unmatched(request, env)).into()
}

fn unmatched(request: &Request, env: &Env) -> Problem {
    let path = request.path();
    let Some(name) = path.strip_prefix("/hooks/") else {
        return Problem::not_found("webhooks go to /hooks/{source}");
    };
    let Some(config) = config::load(env) else {
        return misconfigured();
    };
    let (name, problem) = match config.source(name) {
        None => ("", Problem::unknown_source("no source has this name")),
        Some(_) => (name, Problem::method_not_allowed("webhooks are posted")),
    };
    metrics::count(name, None, Some(problem.code));
    problem
}

/// Verifies what was posted to a source. Gives the response where nothing is stored of
/// it; otherwise the event's id and, in turn, the name of each inbox to ask and the
/// frame to ask it with. The last inbox stores the event; the others had it to store
/// before the number of inboxes changed.
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
    let verify = || {
        let config = config::load(&env).ok_or_else(misconfigured)?;
        let source = config.source(name).ok_or_else(misconfigured)?;
        let body = require_body(body, size, source)?;
        match verify(source, name, head, body, clock::now())? {
            Verified::Event(request) => {
                let id = request.event.id.clone();
                let questions = questions(source, name, request)
                    .map_err(|error| not_stored(name, &id, &error.to_string()))?;
                Ok([vec![id.into()], questions].concat())
            }
            Verified::Challenge(response) => {
                let response = IngestResponse::challenge(&response)?;
                Ok(vec![finish(name, started, &Ok(response)).into()])
            }
        }
    };
    verify().unwrap_or_else(|problem| vec![finish(name, started, &Err(problem)).into()])
}

/// What the inboxes are asked with: first the former ones of the key, if there are
/// any, and then the present one.
fn questions(
    source: &Source,
    name: &str,
    request: VerifiedRequest,
) -> serde_json::Result<Vec<JsValue>> {
    let (record, body) = request.into_record(source.shards.generation())?;
    let mut questions = Vec::new();
    let mut ask = |shard, body: &[u8]| {
        questions.push(inbox::name(name, shard).into());
        questions.push(Uint8Array::from(ingest_record::encode(&record, body)?.as_slice()).into());
        Ok(())
    };
    for shard in source.shards.previous_shards_for(&record.dedup_key) {
        ask(shard, b"")?;
    }
    ask(source.shards.shard_for(&record.dedup_key), &body)?;
    Ok(questions)
}

/// Answers for an event that an inbox was asked to store: by the status of the inbox's
/// response, or by why there is none.
#[wasm_bindgen]
pub fn acknowledge(
    name: &str,
    id: String,
    status: u16,
    failure: Option<String>,
    started: f64,
) -> web_sys::Response {
    let ack = |status| Ok(IngestResponse::Ack(Ack { status, id: id.clone() }));
    let result = match (failure, status) {
        (None, status::INSERTED) => ack("accepted"),
        (None, status::DUPLICATE) => ack("duplicate"),
        (None, status) => Err(not_stored(name, &id, &format!("the inbox answered {status}"))),
        (Some(failure), _) => Err(not_stored(name, &id, &failure)),
    };
    finish(name, started, &result)
}

/// Answers what was posted to a source in inline mode.
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
    let forwarded = async {
        let config = config::load(&env).ok_or_else(misconfigured)?;
        let source = config.source(&name).ok_or_else(misconfigured)?;
        let body = require_body(body, size, source)?;
        match verify(source, &name, &head, body, clock::now())? {
            Verified::Event(request) => {
                inline::forward(&env, &Context::new(context), source, request).await
            }
            Verified::Challenge(response) => IngestResponse::challenge(&response),
        }
    };
    finish(&name, started, &forwarded.await)
}
