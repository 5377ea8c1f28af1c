//! Points in time and how far they may lie apart. The clock is the caller's.

pub(crate) mod rfc3339;
pub(crate) mod unit;

use serde::Serialize;

use crate::error::{Error, Result};

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
