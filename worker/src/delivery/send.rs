//! One attempt: the request that a destination gets.

use countersign::Timestamp;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{Error, Result};

use super::outcome::Attempt;
use crate::{
    clock,
    config::{Destination, countersignature},
    event::Event,
    template::Rendered,
};

/// The longest reason that is kept of a failure, in characters.
const LONGEST_REASON: usize = 200;

/// Why there is no answer.
pub(crate) enum NoAnswer {
    /// There was no request: a template failed.
    Unmade(String),
    /// The connection failed.
    Failed(String),
    /// The destination's timeout passed.
    TimedOut(String),
}

/// What a destination answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Sends an event, and waits for the answer's head for as long as the
/// destination's timeout. `key` is its dedup key.
pub(super) async fn send(
    sender: &Sender,
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
) -> Attempt {
    match exchange(sender, event, key, attempt, destination, 0).await {
        Ok(Answer { status, retry_after, .. }) => Attempt::Answered { status, retry_after },
        Err(NoAnswer::Unmade(error)) => Attempt::Unmade { error },
        Err(NoAnswer::Failed(error) | NoAnswer::TimedOut(error)) => Attempt::Failed { error },
    }
}

/// Sends an event, and reads the answer with at most so many bytes of its body,
/// all within the destination's timeout.
pub(crate) async fn exchange(
    sender: &Sender,
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
    most: u32,
) -> Result<Answer, NoAnswer> {
    let rendered = destination.transform.render(event, attempt).map_err(NoAnswer::Unmade)?;
    let exchange = async {
        let (headers, body) = content(event, key, attempt, destination, &rendered)?;
        let timeout_ms = u32::try_from(destination.timeout.as_millis()).unwrap_or(u32::MAX);
        let (url, headers) = (destination.url.as_str(), headers.to_json()?);
        Ok(sender.send(url, &headers, body, timeout_ms, most).await?)
    };
    let answer = exchange.await.map_err(|error: Error| {
        NoAnswer::Failed(error.to_string().chars().take(LONGEST_REASON).collect())
    })?;
    let Ok(answer) = answer.dyn_into::<Array>() else {
        let seconds = destination.timeout.as_secs();
        return Err(NoAnswer::TimedOut(format!("no answer within {seconds} s")));
    };
    Ok(Answer {
        status: answer.get(0).as_f64().unwrap_or_default() as u16,
        retry_after: answer.get(1).as_string(),
        content_type: answer.get(2).as_string(),
        body: answer.get(3).dyn_ref().map(Uint8Array::to_vec).unwrap_or_default(),
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
        most: u32,
    ) -> Result<JsValue, JsValue>;
}

/// The provider's headers and body as they came, or what the templates make of
/// them, the countersignature over that, and what is configured. What stands
/// later replaces what stands before.
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
    if let Some(secret) = &destination.signer {
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

/// Headers in the making, each name once.
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
