//! Answers operators.

use std::rc::Rc;

use futures_util::StreamExt as _;
use serde::Serialize;
use worker::{Env, Headers, Request, Response, Result};

use super::{
    context::AdminContext, deliveries, events, failure::Failure, parameters::Parameters,
    prometheus, router::Route, stats::Stats,
};
use crate::{
    config::{self, Config},
    log::Line,
    metrics::ingest,
    problem::{self, Problem},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What an answer consists of.
enum Answer {
    Json(String),
    Metrics(String),
    Empty,
}

/// The configuration, where the request is for the admin API and there is one.
pub(crate) fn config(request: &Request, env: &Env) -> Option<Rc<Config>> {
    let config = Route::is_admin(&request.path()).then(|| config::load(env)).flatten();
    config.filter(|config| config.admin().is_some())
}

/// Answers an operator, or whoever claims to be one.
pub(crate) async fn handle(mut request: Request, env: &Env, config: &Config) -> Result<Response> {
    let headers = Headers::new();
    headers.set("cache-control", "no-store")?;
    let (status, media_type, body) =
        match answer(&mut request, &AdminContext { env, config }, &headers).await {
            Ok(Answer::Json(json)) => (200, "application/json", json),
            Ok(Answer::Metrics(text)) => (200, prometheus::MEDIA_TYPE, text),
            Ok(Answer::Empty) => {
                return Ok(Response::empty()?.with_status(204).with_headers(headers));
            }
            Err(failure) => {
                let problem = failure.into_problem();
                (problem.status, problem::MEDIA_TYPE, serde_json::to_string(&problem)?)
            }
        };
    headers.set("content-type", media_type)?;
    Ok(Response::ok(body)?.with_status(status).with_headers(headers))
}

/// Does what is asked. What a refusal says beside its problem goes into `headers`.
async fn answer(
    request: &mut Request,
    context: &AdminContext<'_>,
    headers: &Headers,
) -> Result<Answer, Failure> {
    let authorization = request.headers().get("authorization")?;
    if !context.config.admin().is_some_and(|token| token.admits(authorization.as_deref())) {
        let code = Some("unauthorized");
        Line { at: "admin", outcome: "rejected", code, ..Line::default() }.print();
        headers.set("www-authenticate", "Bearer")?;
        return Err(Problem::unauthorized("the token is missing, or is another").into());
    }
    let Some(route) = Route::find(&request.path()) else {
        return Err(Problem::not_found("there is nothing at this address").into());
    };
    let method = request.inner().method();
    if !route.methods().contains(&method.as_str()) {
        let allowed = route.methods().join(", ");
        headers.set("allow", &allowed)?;
        let detail = format!("the address takes {allowed}");
        return Err(Problem::method_not_allowed(detail).into());
    }
    if has_body(request).await? {
        let detail = "no request of the admin API has a body";
        return Err(Problem::body_too_large(detail).into());
    }
    let url = request.inner().url();
    let url = url.split_once('#').map_or(url.as_str(), |(url, _)| url);
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let parameters = Parameters::parse(query, route.parameters())?;
    match &route {
        Route::Deliveries => json(&deliveries::list(context, &parameters).await?),
        Route::ReplayDeliveries => json(&deliveries::replay(context, &parameters).await?),
        Route::Event(name) if method == "DELETE" => {
            events::erase(context, name).await.map(|()| Answer::Empty)
        }
        Route::Event(name) => json(&events::show(context, name).await?),
        Route::ReplayEvent(name) => json(&events::replay(context, name, &parameters).await?),
        Route::Stats => {
            let reports = context.reports().await?;
            json(&Stats::new(VERSION, &reports, &ingest::snapshot()))
        }
        Route::Metrics => {
            let reports = context.reports().await?;
            Ok(Answer::Metrics(prometheus::text(VERSION, &reports, &ingest::snapshot())))
        }
    }
}

fn json(value: &impl Serialize) -> Result<Answer, Failure> {
    Ok(Answer::Json(serde_json::to_string(value)?))
}

/// Whether a request has a body. One that declares no length is read up to its
/// first byte.
async fn has_body(request: &mut Request) -> Result<bool> {
    let declared = request.headers().get("content-length")?;
    if declared.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > 0) {
        return Ok(true);
    }
    if request.inner().body().is_none() {
        return Ok(false);
    }
    let mut chunks = request.stream()?;
    while let Some(chunk) = chunks.next().await {
        if !chunk?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
