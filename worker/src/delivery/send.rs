//! The request of one attempt, and the response to it.

use countersign::Timestamp;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{Error, Result};

use super::retry_policy::SendResult;
use crate::{
    clock,
    config::{Destination, countersignature},
    event::Event,
    template::Rendered,
};

/// The longest reason of a failure that is kept, in characters.
const MAX_REASON_CHARS: usize = 200;

/// Why there is no response.
pub(crate) enum SendError {
    /// There was no request: a template failed.
    RenderFailed(String),
    /// The connection failed.
    Unreachable(String),
    /// The destination's timeout passed.
    TimedOut(String),
}

/// What a destination answered.
pub(crate) struct UpstreamResponse {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Sends an event, and waits for the head of the response, no longer than the
/// destination's timeout. `key` is the event's dedup key.
pub(super) async fn send(
    sender: &Sender,
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
) -> SendResult {
    match send_event(sender, event, key, attempt, destination, 0).await {
        Ok(UpstreamResponse { status, retry_after, .. }) => {
            SendResult::Responded { status, retry_after }
        }
        Err(SendError::RenderFailed(error)) => SendResult::RenderFailed { error },
        Err(SendError::Unreachable(error) | SendError::TimedOut(error)) => {
            SendResult::Unreachable { error }
        }
    }
}

/// Sends an event, and reads the response with at most `max_body` bytes of its body,
/// all within the destination's timeout.
pub(crate) async fn send_event(
    sender: &Sender,
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
    max_body: u32,
) -> Result<UpstreamResponse, SendError> {
    let rendered = destination.transform.render(event, attempt).map_err(SendError::RenderFailed)?;
    let sending = async {
        let (headers, body) = content(event, key, attempt, destination, &rendered)?;
        let timeout_ms = u32::try_from(destination.timeout.as_millis()).unwrap_or(u32::MAX);
        let (url, headers) = (destination.url.as_str(), headers.to_json()?);
        Ok(sender.send(url, &headers, body, timeout_ms, max_body).await?)
    };
    let response = sending.await.map_err(|error: Error| {
        SendError::Unreachable(error.to_string().chars().take(MAX_REASON_CHARS).collect())
    })?;
    let Ok(response) = response.dyn_into::<Array>() else {
        let seconds = destination.timeout.as_secs();
        return Err(SendError::TimedOut(format!("no answer within {seconds} s")));
    };
    Ok(UpstreamResponse {
        status: response.get(0).as_f64().unwrap_or_default() as u16,
        retry_after: response.get(1).as_string(),
        content_type: response.get(2).as_string(),
        body: response.get(3).dyn_ref().map(Uint8Array::to_vec).unwrap_or_default(),
    })
}

#[wasm_bindgen(module = "/host/send.mjs")]
extern "C" {
    /// Sends for one object, or for one request of the Worker.
    pub(crate) type Sender;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Sender;

    #[wasm_bindgen(method, catch)]
    async fn send(
        this: &Sender,
        url: &str,
        headers: &str,
        body: &[u8],
        timeout_ms: u32,
        max_body: u32,
    ) -> Result<JsValue, JsValue>;
}

/// The headers and the body of a request: the provider's as they came, or what the
/// templates render, with the countersignature over that and what is configured. A
/// later header replaces an earlier one.
fn content<'a>(
    event: &'a Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
    rendered: &'a Rendered,
) -> Result<(Headers, &'a [u8])> {
    let mut headers = Headers::default();
    let body = match &rendered.body {
        // The provider's signature is not over this.
        Some(body) => {
            headers.set("content-type", "application/json");
            body.as_bytes()
        }
        None => {
            for (name, value) in &event.headers {
                headers.set(name, value);
            }
            event.body.as_slice()
        }
    };
    headers.set("user-agent", concat!("Countersign/", env!("CARGO_PKG_VERSION")));
    headers.set("countersign-source", &event.source);
    headers.set("countersign-attempt", &attempt.to_string());
    if let Some(secret) = &destination.signing_secret {
        let id = countersignature::message_id(&event.source, key);
        let now = Timestamp::from_millis(clock::now());
        let signature =
            countersignature::headers(secret, &id, body, now).map_err(|error| error.to_string())?;
        for (name, value) in signature {
            headers.set(&name, &value);
        }
    }
    for (name, value) in destination.headers.iter().chain(&rendered.headers) {
        headers.set(name, value);
    }
    Ok((headers, body))
}

/// The headers of a request, each name once.
#[derive(Default)]
struct Headers(Vec<(String, String)>);

impl Headers {
    fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, known)) => value.clone_into(known),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
    }

    fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.0)?)
    }
}
