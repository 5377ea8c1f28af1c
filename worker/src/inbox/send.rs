//! One attempt: the request that a destination gets.

use std::pin::pin;

use countersign::Timestamp;
use futures_util::future::{Either, select};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{AbortController, Delay, Response, ResponseBody, Result, web_sys};

use crate::{
    countersignature, event::Event, filter::Destination, outcome::Attempt, runtime,
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

/// Sends an event, and waits for the answer's head for as long as the
/// destination's timeout. `key` is its dedup key.
pub(super) async fn send(
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
) -> Attempt {
    let answer = async |response| answer(response);
    match exchange(event, key, attempt, destination, answer).await {
        Ok(attempt) => attempt,
        Err(NoAnswer::Unmade(error)) => Attempt::Unmade { error },
        Err(NoAnswer::Failed(error) | NoAnswer::TimedOut(error)) => Attempt::Failed { error },
    }
}

/// Sends an event, and reads the answer, all within the destination's timeout.
pub(crate) async fn exchange<T>(
    event: &Event,
    key: &str,
    attempt: u32,
    destination: &Destination,
    read: impl AsyncFnOnce(Response) -> Result<T>,
) -> Result<T, NoAnswer> {
    let rendered = destination.shape.render(event, attempt).map_err(NoAnswer::Unmade)?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let exchange = async {
        let (headers, body) = content(event, key, attempt, destination, &rendered)?;
        let url = destination.url.as_str();
        read(post(url, &headers.to_json()?, body, &signal).await?.into()).await
    };
    match select(pin!(exchange), pin!(Delay::from(destination.timeout))).await {
        Either::Left((Ok(answer), _)) => Ok(answer),
        Either::Left((Err(error), _)) => {
            Err(NoAnswer::Failed(error.to_string().chars().take(LONGEST_REASON).collect()))
        }
        Either::Right(_) => {
            abort.abort();
            let seconds = destination.timeout.as_secs();
            Err(NoAnswer::TimedOut(format!("no answer within {seconds} s")))
        }
    }
}

#[wasm_bindgen(module = "/src/inbox/send.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = send)]
    async fn post(
        url: &str,
        headers: &str,
        body: &[u8],
        signal: &web_sys::AbortSignal,
    ) -> Result<web_sys::Response, JsValue>;
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
        let now = Timestamp::from_millis(runtime::now());
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

fn answer(response: Response) -> Result<Attempt> {
    let retry_after = response.headers().get("retry-after")?;
    // A body that nobody reads would keep its connection, of which there are few.
    if let ResponseBody::Stream(body) = response.body() {
        drop(body.cancel());
    }
    Ok(Attempt::Answered { status: response.status_code(), retry_after })
}
