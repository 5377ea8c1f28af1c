//! Asks an inbox, from outside of it.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use serde::{Serialize, de::DeserializeOwned};
use worker::{Delay, Env, Error, Method, Request, RequestInit, Result};

/// How long an inbox may take to answer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

/// The binding of the Durable Objects.
const BINDING: &str = "INBOX";

/// Posts a question as JSON, and reads the answer.
///
/// # Errors
///
/// In words, where the inbox does not answer in time, answers an error, or
/// something that is not expected.
pub(crate) async fn ask<T: DeserializeOwned>(
    env: &Env,
    inbox: &str,
    path: &str,
    question: &impl Serialize,
) -> Result<T, String> {
    // A panic in an inbox leaves its caller without an answer.
    match select(pin!(post(env, inbox, path, question)), pin!(Delay::from(DEADLINE))).await {
        Either::Left((answer, _)) => answer.map_err(|error| error.to_string()),
        Either::Right(_) => Err("the inbox did not answer in time".to_owned()),
    }
}

async fn post<T: DeserializeOwned>(
    env: &Env,
    inbox: &str,
    path: &str,
    question: &impl Serialize,
) -> Result<T> {
    let json = serde_json::to_vec(question)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(Uint8Array::from(json.as_slice()).into()));
    let request = Request::new_with_init(&format!("https://inbox{path}"), &init)?;
    let stub = env.durable_object(BINDING)?.get_by_name(inbox)?;
    let mut response = stub.fetch_with_request(request).await?;
    if !(200..300).contains(&response.status_code()) {
        return Err(Error::RustError(format!("the inbox answered {}", response.status_code())));
    }
    // Not by JavaScript's objects, whose numbers are exact to 2^53 alone.
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}
