//! How far pages have come, as letters without a meaning to operators.

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};

use super::parameters::invalid;
use crate::{problem::Problem, store};

/// Base64 that goes into a URL as it is. Padding may be left out, and is.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The largest integer that is exact wherever JSON is read.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The address that gives and takes a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The list of deliveries.
    Listed,
    /// The replay of deliveries.
    Replayed,
}

/// An inbox, by its source and its number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct InboxId {
    /// The name of its source.
    pub source: String,
    /// Its number.
    pub shard: u32,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Place {
    /// In which inbox.
    pub inbox: InboxId,
    /// After which delivery; none where the inbox has not been asked yet.
    pub position: Option<store::Cursor>,
}

impl Place {
    /// Writes it for an operator.
    ///
    /// # Errors
    ///
    /// Never, as far as is known: it is JSON.
    pub fn write(&self, kind: Kind) -> serde_json::Result<String> {
        serde_json::to_vec(&(kind, self)).map(|json| BASE64.encode(json))
    }

    /// Reads what an answer of the same address gave.
    ///
    /// # Errors
    ///
    /// The problem with all else.
    pub fn read(kind: Kind, text: &str) -> Result<Self, Problem> {
        let json = BASE64.decode(text.replace('+', "-").replace('/', "_")).ok();
        let read = json.and_then(|json| serde_json::from_slice::<(Kind, Self)>(&json).ok());
        let place = read.filter(|(own, _)| *own == kind).map(|(_, place)| place);
        let is_valid = |place: &Self| match &place.position {
            Some(position) => position.received_at.unsigned_abs() <= MAX_SAFE_INTEGER,
            None => kind == Kind::Replayed,
        };
        place.filter(is_valid).ok_or_else(|| {
            invalid("cursor", "what an answer of this address gave as next is expected")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    fn place(position: Option<store::Cursor>) -> Place {
        Place { inbox: InboxId { source: "sales".to_owned(), shard: 3 }, position }
    }

    fn position() -> store::Cursor {
        let (key, destination) = ("é\u{1f600}".to_owned(), "app\u{1}".to_owned());
        store::Cursor { received_at: 1_776_000_731_123, key, destination }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() -> Result<(), Box<dyn Error>> {
        for (kind, place) in [
            (Kind::Listed, place(Some(position()))),
            (Kind::Replayed, place(Some(position()))),
            (Kind::Replayed, place(None)),
        ] {
            let text = place.write(kind)?;
            assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
            assert_eq!(Place::read(kind, &text).ok(), Some(place));
        }
        Ok(())
    }

    /// Operators may page while a new version is rolled out.
    #[test]
    fn the_format_never_changes() -> Result<(), Box<dyn Error>> {
        let json = r#"["listed",{"inbox":{"source":"sales","shard":3},"position":{"received_at":1776000731123,"key":"é😀","destination":"app\u0001"}}]"#;
        let text = place(Some(position())).write(Kind::Listed)?;
        assert_eq!(text, BASE64.encode(json));
        Ok(())
    }

    #[test]
    fn what_no_answer_of_the_address_gave_is_refused() -> Result<(), Box<dyn Error>> {
        let inbox = r#"{"inbox":{"source":"optimo","shard":0},"position":"#;
        for json in [
            "{}".to_owned(),
            format!(r#"["replayed",{inbox}null}}]"#),
            format!(r#"["listed",{inbox}null}}]"#),
            format!(r#"["listed",{inbox}{{"received_at":1e300,"key":"","destination":""}}}}]"#),
            format!(
                r#"["listed",{inbox}{{"received_at":9007199254740992,"key":"","destination":""}}}}]"#
            ),
            format!(r#"["listed",{inbox}{{"received_at":1,"key":"","destination":null}}}}]"#),
        ] {
            let problem = Place::read(Kind::Listed, &BASE64.encode(&json)).err();
            assert_eq!(problem.and_then(|it| it.parameter).as_deref(), Some("cursor"), "{json}");
        }
        for text in ["x", "!", "é"] {
            assert!(Place::read(Kind::Listed, text).is_err(), "{text}");
        }
        let padded =
            format!(r#"["listed",{inbox}{{"received_at":1,"key":"","destination":"ab"}}}}]"#);
        let padded = base64::engine::general_purpose::STANDARD.encode(padded);
        assert!(padded.ends_with('='), "{padded}");
        assert!(Place::read(Kind::Listed, &padded).is_ok());
        Ok(())
    }
}
