//! Envelopes that gateways and frameworks put around a body.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};

use super::bounded_buffer::BoundedBuffer;
use crate::{
    explain::cause_code::CauseCode,
    json::document::{Document, Value},
    json::pointer::Pointer,
    json::read::read_json,
};

/// A conversion from the received body to the signed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum EnvelopeRewrite {
    /// The received body is base64 of the signed one.
    Base64,
    /// The signed body is base64 of the received one.
    ToBase64,
    /// The received body is an event of AWS Lambda.
    Lambda,
    /// The received body is a JSON string of the signed one.
    Quoted,
    /// The signed body is a JSON string of the received one.
    ToQuoted,
    /// The received body is a Node buffer as JSON.
    Buffer,
}

impl EnvelopeRewrite {
    pub(super) const ALL: [Self; 6] =
        [Self::Base64, Self::Lambda, Self::Quoted, Self::Buffer, Self::ToBase64, Self::ToQuoted];

    pub(super) fn code(self) -> CauseCode {
        match self {
            Self::Base64 | Self::ToBase64 | Self::Lambda => CauseCode::BodyBase64Envelope,
            Self::Quoted | Self::ToQuoted | Self::Buffer => CauseCode::BodyReserialized,
        }
    }

    /// "The body …".
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

    /// Writes the signed body. `None` where the received body has another form.
    pub(super) fn apply(self, body: &[u8], out: &mut BoundedBuffer) -> Option<()> {
        match self {
            Self::Base64 => out.write(&decode_base64(body)?)?,
            Self::ToBase64 => {
                let size = base64::encoded_len(body.len(), true)?;
                if size > out.limit() {
                    return out.give_up();
                }
                out.write(BASE64_STANDARD.encode(body).as_bytes())?;
            }
            Self::Lambda => {
                let [text, is_base64] = ["/body", "/isBase64Encoded"].map(|at| member(body, at));
                let text = text?.string()?;
                let is_base64 = is_base64.and_then(Value::scalar);
                if is_base64.as_deref() == Some(b"true") {
                    out.write(&decode_base64(text.as_bytes())?)?;
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

/// The value at a JSON pointer.
fn member<'b>(body: &'b [u8], at: &str) -> Option<Value<'b>> {
    let pointer = Pointer::try_from(at.to_owned()).ok()?;
    let [value] = Document::new(body, true).select([Some(&pointer)]).ok()?;
    value
}

/// Decodes base64 of any alphabet, with or without padding.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
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
