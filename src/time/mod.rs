//! Points in time and how far they may lie apart. The clock is the caller's.

pub(crate) mod rfc3339;

use serde::Serialize;

use crate::{
    error::{Error, Result},
    json::value::Json,
    scheme::decode::{Place, Read, choose},
};

/// A point in time, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads a date and time as RFC 3339, section 5.6, writes it; `None` where it
    /// is none. What is finer than a millisecond is cut off.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        rfc3339::parse(text.as_bytes())
    }

    /// As RFC 3339 has it, in UTC, to the millisecond. What lies outside the
    /// years 0 to 9999 becomes the nearest time within them.
    pub fn to_rfc3339(self) -> String {
        rfc3339::format(self)
    }

    /// How many milliseconds this lies before `now`; negative where it lies
    /// after. What is too much for the type is the most that it holds.
    #[inline]
    pub(crate) fn age_ms(self, now: Timestamp) -> i64 {
        now.0.saturating_sub(self.0)
    }
}

/// How far the signed time may lie from now, in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// At most so many seconds.
    Seconds(u32),
    /// Any distance: no test of freshness.
    Unlimited,
}

impl Tolerance {
    #[inline]
    pub(crate) fn check(self, signed: Timestamp, now: Timestamp) -> Result<()> {
        let Tolerance::Seconds(seconds) = self else {
            return Ok(());
        };
        let limit_ms = i64::from(seconds) * 1000;
        let age_ms = signed.age_ms(now);
        if age_ms.unsigned_abs() <= limit_ms.unsigned_abs() {
            Ok(())
        } else {
            Err(not_fresh(age_ms, seconds.into()))
        }
    }
}

#[cold]
#[inline(never)]
fn not_fresh(age_ms: i64, tolerance_s: u64) -> Error {
    let distance_s = whole_seconds(age_ms);
    match age_ms > 0 {
        true => Error::TimestampTooOld { age_s: distance_s, tolerance_s },
        false => Error::TimestampTooNew { ahead_s: distance_s, tolerance_s },
    }
}

/// Milliseconds as seconds, rounded up, so that what breaks a limit is never
/// reported as equal to it.
pub(crate) fn whole_seconds(millis: i64) -> u64 {
    millis.unsigned_abs().div_ceil(1000)
}

/// What a provider counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Unit {
    /// Seconds since the Unix epoch.
    #[default]
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds since the Unix epoch.
    #[serde(rename = "ms")]
    Milliseconds,
    /// No count, but a date and time (RFC 3339).
    #[serde(rename = "rfc3339")]
    Rfc3339,
}

impl Read for Unit {
    fn read(&mut self, json: &Json, place: &mut Place) {
        choose(self, Self::NAMES, json, place);
    }
}

impl Unit {
    /// As schemes name them.
    const NAMES: &[(&str, Self)] =
        &[("s", Self::Seconds), ("ms", Self::Milliseconds), ("rfc3339", Self::Rfc3339)];

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
        Some(Timestamp(i64::try_from(millis).unwrap_or(i64::MAX)))
    }

    pub(crate) fn format(self, timestamp: Timestamp) -> String {
        match self {
            Unit::Seconds => timestamp.0.div_euclid(1000).to_string(),
            Unit::Milliseconds => timestamp.0.to_string(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_the_extremes_does_not_overflow() {
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        let tolerance = Tolerance::Seconds(u32::MAX);
        assert!(matches!(tolerance.check(first, last), Err(Error::TimestampTooOld { .. })));
        assert!(matches!(tolerance.check(last, first), Err(Error::TimestampTooNew { .. })));
    }

    #[test]
    fn a_limit_includes_its_end() {
        let now = Timestamp(1_000_000);
        let tolerance = Tolerance::Seconds(300);
        assert_eq!(tolerance.check(Timestamp(700_000), now), Ok(()));
        assert_eq!(
            tolerance.check(Timestamp(699_999), now),
            Err(Error::TimestampTooOld { age_s: 301, tolerance_s: 300 })
        );
        assert_eq!(tolerance.check(Timestamp(1_300_000), now), Ok(()));
        assert_eq!(
            tolerance.check(Timestamp(1_300_001), now),
            Err(Error::TimestampTooNew { ahead_s: 301, tolerance_s: 300 })
        );
    }
}
