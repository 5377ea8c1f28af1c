//! The core's bindings for the npm package. They translate, and decide nothing.
//!
//! What crosses the border is strings, bytes and numbers. A scheme is JSON: an
//! object is a scheme, a string is an id that nobody knows. Results are JSON,
//! and so are the errors, thrown as strings: whatever else is thrown is a fault
//! in here, and the caller must discard the instance.

use std::borrow::Cow;

use countersign::{Error, Header, Request, Scheme, Secret, Stamp, Timestamp, Tolerance};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// JSON for the caller: a result, or what is thrown.
type Answer = Result<String, String>;

/// A scheme and its keys, kept on this side.
#[wasm_bindgen]
pub struct Verifier(countersign::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// `secrets` are secret. No `tolerance_s` stands for the scheme's own.
    #[wasm_bindgen(constructor)]
    pub fn new(
        scheme: &str,
        secrets: Vec<String>,
        tolerance_s: Option<f64>,
        allow_unsigned: bool,
    ) -> Result<Self, String> {
        let scheme = read_scheme(scheme)?;
        let secrets: Vec<_> = secrets.into_iter().map(Secret::new).collect();
        let tolerance = tolerance_s.map_or(scheme.tolerance(), tolerance);
        let verifier = countersign::Verifier::new(scheme, &secrets).map_err(thrown)?;
        Ok(Self(verifier.with_tolerance(tolerance).with_unsigned_allowed(allow_unsigned)))
    }

    /// The event, without its body. `headers` are names and values by turns;
    /// no `tolerance_s` stands for the verifier's own.
    pub fn verify(
        &self,
        body: &[u8],
        headers: Vec<String>,
        now_ms: f64,
        tolerance_s: Option<f64>,
    ) -> Answer {
        let lines: Vec<_> = headers
            .as_chunks()
            .0
            .iter()
            .map(|[name, value]| (name.as_str(), field_value(value)))
            .collect();
        let headers: Vec<Header<'_>> =
            lines.iter().map(|(name, value)| (*name, &**value)).collect();
        let request = Request { headers: &headers, body };
        let now = timestamp(now_ms);
        let event = match tolerance_s {
            Some(seconds) => self.0.verify_within(&request, now, tolerance(seconds)),
            None => self.0.verify(&request, now),
        };
        json(&event.map_err(thrown)?)
    }
}

/// The headers that the provider would send, as pairs of name and value.
/// `secret` is secret.
#[wasm_bindgen]
pub fn sign(scheme: &str, secret: String, body: &[u8], now_ms: f64, id: Option<String>) -> Answer {
    let stamp = Stamp { now: timestamp(now_ms), id: id.as_deref() };
    let headers = countersign::sign(&read_scheme(scheme)?, &Secret::new(secret), body, stamp);
    json(&headers.map_err(thrown)?)
}

/// The error for a body that is too large to be handed over.
#[wasm_bindgen(js_name = bodyTooLarge)]
pub fn body_too_large(size: f64, limit: f64) -> String {
    thrown(Error::BodyTooLarge { size: size as usize, limit: limit as usize })
}

/// The error for an authentic body that is read as JSON, and is none.
#[wasm_bindgen(js_name = bodyNotJson)]
pub fn body_not_json() -> String {
    thrown(Error::MalformedPayload { reason: "its body is not JSON" })
}

/// An error as it crosses the border. The details have its code.
#[derive(Serialize)]
struct Thrown<'a> {
    message: String,
    status: u16,
    details: &'a Error,
}

fn thrown(error: Error) -> String {
    let thrown =
        Thrown { message: error.to_string(), status: error.http_status(), details: &error };
    json(&thrown).unwrap_or_else(|fault| fault)
}

fn json(value: &impl Serialize) -> Answer {
    serde_json::to_string(value).map_err(|fault| fault.to_string())
}

fn read_scheme(json: &str) -> Result<Scheme, String> {
    match serde_json::from_str::<String>(json) {
        Ok(id) => Err(Error::UnknownScheme { id }),
        Err(_) => Scheme::from_json(json),
    }
    .map_err(thrown)
}

/// The nearest point in time there is: `as` saturates. No number is the epoch.
fn timestamp(ms: f64) -> Timestamp {
    Timestamp::from_millis(ms as i64)
}

/// No number is the strictest tolerance.
fn tolerance(seconds: f64) -> Tolerance {
    if seconds == f64::INFINITY { Tolerance::Unlimited } else { Tolerance::Seconds(seconds as u32) }
}

/// The bytes of a header's value. HTTP's interfaces give a character for every
/// byte; where there are other characters, someone has decoded it as UTF-8.
fn field_value(text: &str) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    bytes.map_or(Cow::Borrowed(text.as_bytes()), Cow::Owned)
}
