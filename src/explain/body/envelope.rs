//! What gateways and frameworks wrap a body into.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use serde_json::Value;

use crate::explain::CauseCode;

/// From what arrived to what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Envelope {
    /// The body is base64 of what was signed.
    Base64,
    /// What was signed is base64 of the body.
    ToBase64,
    /// An event as AWS Lambda hands it over.
    Lambda,
    /// A JSON string that holds it.
    Quoted,
    /// What was signed is a JSON string that holds the body.
    ToQuoted,
    /// A Node buffer that was written as JSON.
    Buffer,
}

impl Envelope {
    pub(super) const ALL: [Self; 6] =
        [Self::Base64, Self::Lambda, Self::Quoted, Self::Buffer, Self::ToBase64, Self::ToQuoted];

    pub(super) fn code(self) -> CauseCode {
        match self {
            Self::Base64 | Self::ToBase64 | Self::Lambda => CauseCode::BodyBase64Envelope,
            Self::Quoted | Self::ToQuoted | Self::Buffer => CauseCode::BodyReserialized,
        }
    }

    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Base64 => "decoded from base64",
            Self::ToBase64 => "in base64, and what arrived is decoded",
            Self::Lambda => "alone, without the gateway's event around it",
            Self::Quoted => "itself, and not a JSON string that holds it",
            Self::ToQuoted => "as a JSON string",
            Self::Buffer => "itself, and not a Buffer written as JSON",
        }
    }

    pub(super) fn apply(self, body: &[u8]) -> Option<Vec<u8>> {
        let inside = match self {
            Self::Base64 => decode(body)?,
            Self::ToBase64 => BASE64_STANDARD.encode(body).into_bytes(),
            Self::Lambda => {
                let event: Value = object(body)?;
                let text = event.get("body")?.as_str()?;
                let is_base64 = event.get("isBase64Encoded").and_then(Value::as_bool);
                if is_base64 == Some(true) { decode(text.as_bytes())? } else { text.into() }
            }
            Self::Quoted => {
                if body.first() != Some(&b'"') {
                    return None;
                }
                serde_json::from_slice::<String>(body).ok()?.into_bytes()
            }
            Self::ToQuoted => serde_json::to_vec(std::str::from_utf8(body).ok()?).ok()?,
            Self::Buffer => {
                let buffer = object(body)?;
                let bytes = buffer.get("data")?.as_array()?.iter();
                bytes
                    .map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
                    .collect::<Option<_>>()?
            }
        };
        (!inside.is_empty()).then_some(inside)
    }
}

/// An object that has not more members than an envelope.
fn object(body: &[u8]) -> Option<Value> {
    let is_envelope =
        |name: &[u8]| body.windows(name.len()).take(64 * 1024).any(|part| part == name);
    if body.first() != Some(&b'{') || !(is_envelope(b"\"body\"") || is_envelope(b"\"Buffer\"")) {
        return None;
    }
    serde_json::from_slice(body).ok()
}

fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if digits.len() < 4 || text.contains(&b'{') {
        return None;
    }
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [&STANDARD, &URL_SAFE]
        .into_iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(&digits).ok())
}
