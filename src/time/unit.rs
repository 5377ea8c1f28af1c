//! The units in which providers write a time.

use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, rfc3339};

/// What a provider counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Unit {
    /// Seconds since the Unix epoch.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds since the Unix epoch.
    #[serde(rename = "ms")]
    Milliseconds,
    /// No count, but a date and time (RFC 3339).
    #[serde(rename = "rfc3339")]
    Rfc3339,
}

impl Unit {
    /// Reads a run of ASCII digits, where it is a count: no sign, no blank, no fraction, no more.
    /// What is too large for a time is the furthest one, and so never fresh;
    /// what is too large for 64 bits is no number.
    #[inline]
    pub(crate) fn parse(self, text: &[u8]) -> Option<Timestamp> {
        let millis = match self {
            Unit::Seconds => digits(text)?.min(u64::MAX / 1000) * 1000,
            Unit::Milliseconds => digits(text)?,
            Unit::Rfc3339 => return rfc3339::parse(text),
        };
        Some(Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX)))
    }

    pub(crate) fn format(self, timestamp: Timestamp) -> String {
        match self {
            Unit::Seconds => timestamp.as_millis().div_euclid(1000).to_string(),
            Unit::Milliseconds => timestamp.as_millis().to_string(),
            Unit::Rfc3339 => rfc3339::format(timestamp),
        }
    }
}

/// The number that a run of digits is.
#[inline]
fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // So few cannot be too large, and every time of this era has fewer.
    if text.len() < 19 {
        return Some(text.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')));
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}
