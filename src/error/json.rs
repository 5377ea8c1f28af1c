//! Errors as JSON.

use serde::{Serialize, Serializer};

use crate::error::Error;

impl Error {
    /// The message, the status and the serialized form, as one JSON object: for
    /// hosts that are told in JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::from(r#"{"message":"#);
        push_text(&mut json, &self.to_string());
        json.push_str(r#","status":"#);
        json.push_str(&u64::from(self.http_status()).to_string());
        json.push_str(r#","details":{"code":"#);
        push_text(&mut json, self.code());
        self.show(&mut |name, value| {
            json.push(',');
            push_text(&mut json, name);
            json.push(':');
            match value {
                Measured::Text(text) => push_text(&mut json, text),
                Measured::Number(number) => json.push_str(&number.to_string()),
            }
        });
        json + "}}"
    }

    /// Shows the values of the variant, by their names.
    fn show<'a>(&'a self, to: &mut dyn FnMut(&'static str, Measured<'a>)) {
        use Measured::{Number, Text};
        match self {
            Error::MissingHeader { header } | Error::MalformedTimestamp { header } => {
                to("header", Text(header));
            }
            Error::MissingPart { part } => to("part", Text(part)),
            Error::AmbiguousHeader { header, count } => {
                to("header", Text(header));
                to("count", Number(*count as u64));
            }
            Error::MalformedSignature { header, expected } => {
                to("header", Text(header));
                to("expected", Text(expected));
            }
            Error::TimestampTooOld { age_s, tolerance_s } => {
                to("age_s", Number(*age_s));
                to("tolerance_s", Number(*tolerance_s));
            }
            Error::TimestampTooNew { ahead_s, tolerance_s } => {
                to("ahead_s", Number(*ahead_s));
                to("tolerance_s", Number(*tolerance_s));
            }
            Error::SignatureMismatch { signatures, secrets } => {
                to("signatures", Number(*signatures as u64));
                to("secrets", Number(*secrets as u64));
            }
            Error::MalformedPayload { reason } => to("reason", Text(reason)),
            Error::EventTooOld { age_s, window_s } => {
                to("age_s", Number(*age_s));
                to("window_s", Number(*window_s));
            }
            Error::BodyTooLarge { size, limit } => {
                to("size", Number(*size as u64));
                to("limit", Number(*limit as u64));
            }
            Error::UnknownScheme { id } => to("id", Text(id)),
            Error::InvalidScheme { path, reason } => {
                to("path", Text(path));
                to("reason", Text(reason));
            }
            Error::InvalidSecret { index, reason } => {
                to("index", Number(*index as u64));
                to("reason", Text(reason));
            }
            Error::Unsigned => {}
        }
    }
}

/// What a variant carries.
#[derive(Serialize)]
#[serde(untagged)]
enum Measured<'a> {
    Text(&'a str),
    Number(u64),
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = vec![("code", Measured::Text(self.code()))];
        self.show(&mut |name, value| members.push((name, value)));
        serializer.collect_map(members)
    }
}

/// Writes a text as JSON has it.
pub(crate) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => *json += &format!("\\u{:04x}", u32::from(character)),
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serialized_code_is_the_code() -> serde_json::Result<()> {
        for error in [
            Error::TimestampTooOld { age_s: 301, tolerance_s: 300 },
            Error::MissingHeader { header: "X-\"\\\n\u{1}\u{e9}".into() },
            Error::Unsigned,
        ] {
            let json = serde_json::to_value(&error)?;
            assert_eq!(json["code"], error.code());
            let whole: serde_json::Value = serde_json::from_str(&error.to_json())?;
            let (message, status) = (error.to_string(), error.http_status());
            let expected =
                serde_json::json!({ "message": message, "status": status, "details": json });
            assert_eq!(whole, expected);
        }
        Ok(())
    }
}
