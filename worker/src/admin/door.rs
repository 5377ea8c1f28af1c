//! Lets in who has the token.

use std::rc::Rc;

use js_sys::{Promise, futures::JsFuture};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{Env, Request, Response, Result};

use crate::{
    config::{self, Filter},
    inbox,
    log::Line,
    metrics::{inbox::BOUNDS_MS, ingest as metrics},
    problem::{self, Problem},
};

#[wasm_bindgen]
extern "C" {
    /// What lies behind the door; `main.mjs` puts it there.
    #[wasm_bindgen(catch, js_namespace = countersign)]
    fn operate(
        request: &JsValue,
        env: &JsValue,
        house: &str,
        tallies: &str,
    ) -> Result<Promise, JsValue>;
}

/// What is known on this side of the door.
#[derive(Serialize)]
struct House<'a> {
    version: &'static str,
    sources: Vec<(&'a str, Source<'a>)>,
    bounds_ms: [i64; BOUNDS_MS.len()],
}

#[derive(Serialize)]
struct Source<'a> {
    /// By number, with the name of each.
    inboxes: Vec<(u32, String)>,
    destinations: Vec<&'a str>,
}

/// The configuration, where the request is for the admin API and there is one.
pub(crate) fn is_asked(request: &Request, env: &Env) -> Option<Rc<Filter>> {
    let path = request.path();
    let is_admin = path == "/admin" || path.starts_with("/admin/");
    is_admin.then(|| config::filter(env)).flatten().filter(|filter| filter.admin().is_some())
}

/// Answers an operator, or whoever says to be one.
pub(crate) async fn enter(request: &Request, env: &Env, filter: &Filter) -> Result<Response> {
    let authorization = request.headers().get("authorization")?;
    if !filter.admin().is_some_and(|token| token.admits(authorization.as_deref())) {
        Line { at: "admin", outcome: "rejected", code: Some("unauthorized"), ..Line::default() }
            .print();
        return refuse();
    }
    let sources = filter.sources().map(|(name, source)| {
        let inboxes = source.shards.all().map(|shard| (shard, inbox::name(name, shard)));
        let destinations = source.all_destinations().collect();
        (name, Source { inboxes: inboxes.collect(), destinations })
    });
    let house = House {
        version: env!("CARGO_PKG_VERSION"),
        sources: sources.collect(),
        bounds_ms: BOUNDS_MS,
    };
    let house = serde_json::to_string(&house)?;
    let response = JsFuture::from(operate(request.inner(), env, &house, &metrics::read())?).await?;
    Ok(response.unchecked_into::<worker::worker_sys::web_sys::Response>().into())
}

fn refuse() -> Result<Response> {
    let problem = Problem::new(401, "unauthorized", "the token is missing, or is another");
    let mut response = Response::from_json(&problem)?.with_status(problem.status);
    let headers = response.headers_mut();
    headers.set("content-type", problem::MEDIA_TYPE)?;
    headers.set("www-authenticate", "Bearer")?;
    headers.set("cache-control", "no-store")?;
    Ok(response)
}
