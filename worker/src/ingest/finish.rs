//! What a webhook is answered. Each answer is logged and counted.

use countersign::ChallengeResponse;
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::JsValue;
use worker::{Error, Result, console_error, web_sys};

use super::response;
use crate::{clock, log::Line, metrics::ingest as metrics, problem::Problem};

/// The response to an authentic request.
pub(super) enum IngestResponse {
    /// What the provider wants to hear before it sends any event.
    Challenge(web_sys::Response),
    /// The filter's own.
    Ack(Ack),
    /// The destination's.
    Forwarded(ForwardedResponse),
}

/// The acknowledgement of an event.
#[derive(Serialize)]
pub(super) struct Ack {
    pub(super) status: &'static str,
    pub(super) id: String,
}

/// A destination's response, as the provider gets it.
#[derive(Clone)]
pub(super) struct ForwardedResponse {
    /// The event's id.
    pub(super) id: String,
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) body: Vec<u8>,
}

impl IngestResponse {
    /// The response to a challenge.
    ///
    /// # Errors
    ///
    /// The problem where the runtime makes no response of it.
    pub(super) fn challenge(response: &ChallengeResponse) -> Result<Self, Problem> {
        let body = JsValue::from_str(&response.body);
        response::relay(200, &body, &response.headers).map(Self::Challenge).map_err(|_| {
            let reason = "the answer to it would not be a valid header";
            Problem::from(&countersign::Error::MalformedPayload { reason })
        })
    }
}

impl ForwardedResponse {
    /// The body, where the status lets a response have one.
    fn body(&self) -> Option<&[u8]> {
        (!matches!(self.status, 204 | 205 | 304)).then_some(self.body.as_slice())
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let content_type = self.content_type.as_deref().filter(|_| self.body().is_some());
        let headers =
            [("content-type", content_type), ("retry-after", self.retry_after.as_deref())];
        headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// Logs and counts a webhook of which all is decided, and makes its response.
pub(super) fn finish(
    source: &str,
    started: f64,
    result: &Result<IngestResponse, Problem>,
) -> web_sys::Response {
    let mut line = Line {
        at: "inbound",
        source: Some(source),
        ms: Some(clock::now().saturating_sub(started as i64)),
        ..Line::default()
    };
    let response = match result {
        Ok(IngestResponse::Ack(ack)) => {
            line.outcome = ack.status;
            line.id = Some(&ack.id);
            response::json(200, ack)
        }
        Ok(IngestResponse::Challenge(response)) => {
            line.outcome = "handshake";
            Clone::clone(response)
        }
        Ok(IngestResponse::Forwarded(forwarded)) => {
            line.outcome = "forwarded";
            line.id = Some(&forwarded.id);
            line.status = Some(forwarded.status);
            let body = forwarded.body().map_or(JsValue::NULL, |body| Uint8Array::from(body).into());
            response::relay(forwarded.status, &body, &forwarded.headers())
                .unwrap_or_else(|error| internal_error(&error.into()))
        }
        Err(problem) => {
            line.outcome = "rejected";
            line.code = Some(problem.code);
            refuse(problem)
        }
    };
    metrics::count(source, line.ms, result.as_ref().err().map(|problem| problem.code));
    line.print();
    response
}

/// The response that says why a request is refused.
pub(super) fn refuse(problem: &Problem) -> web_sys::Response {
    response::json(problem.status, problem)
}

/// The problem of an event that the inbox did not take, which is logged.
pub(super) fn not_stored(source: &str, id: &str, error: &str) -> Problem {
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

/// The problem of an event that could not be stored.
pub(super) fn unavailable() -> Problem {
    Problem::unavailable("the event could not be stored; send it again")
}

/// The problem of a request that a wrong configuration keeps from an answer.
pub(super) fn misconfigured() -> Problem {
    Problem::invalid_configuration("the configuration is wrong; the log says where")
}

/// The response in place of one that the runtime refuses to make.
fn internal_error(error: &Error) -> web_sys::Response {
    console_error!("{error}");
    refuse(&Problem::internal("the answer cannot be passed on"))
}
