//! One attempt: the request that a destination gets.

use std::pin::pin;

use countersign::Timestamp;
use futures_util::future::{Either, select};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{AbortController, Delay, Response, ResponseBody, Result, web_sys};

use super::store::{DueDelivery, StoredEvent};
use crate::{countersignature, filter::Destination, outcome::Attempt, runtime};

/// The longest reason that is kept of a failure, in characters.
const LONGEST_REASON: usize = 200;

/// Sends an event, and waits for the answer's head for as long as the
/// destination's timeout.
pub(super) async fn send(
    event: &StoredEvent,
    delivery: &DueDelivery,
    attempt: u32,
    destination: &Destination,
) -> Attempt {
    let abort = AbortController::default();
    let signal = abort.signal();
    let exchange = async {
        let headers = headers(event, delivery, attempt, destination)?;
        let url = destination.url.as_str();
        answer(post(url, &headers.to_json()?, &event.body, &signal).await?.into())
    };
    match select(pin!(exchange), pin!(Delay::from(destination.timeout))).await {
        Either::Left((Ok(attempt), _)) => attempt,
        Either::Left((Err(error), _)) => {
            Attempt::Failed { error: error.to_string().chars().take(LONGEST_REASON).collect() }
        }
        Either::Right(_) => {
            abort.abort();
            let seconds = destination.timeout.as_secs();
            Attempt::Failed { error: format!("no answer within {seconds} s") }
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

/// The provider's headers as they came, the countersignature, and what is
/// configured. What stands later replaces what stands before.
fn headers(
    event: &StoredEvent,
    delivery: &DueDelivery,
    attempt: u32,
    destination: &Destination,
) -> Result<Headers> {
    let mut headers = Headers::default();
    for (name, value) in &event.headers {
        headers.set(name, value);
    }
    headers.set("user-agent", concat!("Countersign/", env!("CARGO_PKG_VERSION")));
    headers.set("countersign-source", &event.source);
    headers.set("countersign-attempt", &attempt.to_string());
    if let Some(secret) = &destination.signer {
        let id = countersignature::message_id(&event.source, &delivery.key);
        let now = Timestamp::from_millis(runtime::now());
        let signature = countersignature::headers(secret, &id, &event.body, now)
            .map_err(|error| error.to_string())?;
        for (name, value) in signature {
            headers.set(&name, &value);
        }
    }
    for (name, value) in &destination.headers {
        headers.set(name, value);
    }
    Ok(headers)
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
