//! What gateways and frameworks wrap a body into.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};

use super::output::Output;
use crate::{
    explain::CauseCode,
    json::{
        de::read_json,
        document::{Document, Value},
        pointer::Pointer,
    },
};

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

    pub(super) fn apply(self, body: &[u8], out: &mut Output) -> Option<()> {
        match self {
            Self::Base64 => out.write(&decode(body)?)?,
            Self::ToBase64 => {
                let digits = base64::encoded_len(body.len(), true)?;
                if digits > out.limit() {
                    return out.give_up();
                }
                out.write(BASE64_STANDARD.encode(body).as_bytes())?;
            }
            Self::Lambda => {
                let [text, is_base64] = ["/body", "/isBase64Encoded"].map(|at| member(body, at));
                let text = text?.string()?;
                let is_base64 = is_base64.and_then(Value::scalar);
                if is_base64.as_deref() == Some(b"true") {
                    out.write(&decode(text.as_bytes())?)?;
                } else {
                    out.write(text.as_bytes())?;
                }
            }
            Self::Quoted => {
                if body.first() != Some(&b'"') {
                    return None;
                }
                out.write(
                    &read_json::<String>(std::str::from_utf8(body).ok()?).ok()?.into_bytes(),
                )?;
            }
            Self::ToQuoted => {
                serde_json::to_writer(&mut *out, std::str::from_utf8(body).ok()?).ok()?;
            }
            Self::Buffer => {
                let text = std::str::from_utf8(body).ok()?;
                let (_, array) = text.split_once("\"data\"")?;
                let array = array.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
                let (numbers, _) = array.split_once(']').filter(|_| text.contains("\"Buffer\""))?;
                numbers.split(',').try_for_each(|byte| out.push(byte.trim().parse().ok()?))?;
            }
        }
        (out.len() > 0).then_some(())
    }
}

/// A member of an object.
fn member<'b>(body: &'b [u8], at: &str) -> Option<Value<'b>> {
    let pointer = Pointer::try_from(at.to_owned()).ok()?;
    let [value] = Document::new(body, true).select([Some(&pointer)]).ok()?;
    value
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
