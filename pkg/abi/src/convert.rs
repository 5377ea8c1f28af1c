//! What the host's numbers stand for.

use countersign::{Timestamp, Tolerance};

/// The nearest point in time there is: `as` saturates. No number is the epoch.
pub fn timestamp(ms: f64) -> Timestamp {
    Timestamp::from_millis(ms as i64)
}

/// No number is the strictest tolerance.
pub fn tolerance(seconds: f64) -> Tolerance {
    if seconds == f64::INFINITY { Tolerance::Unlimited } else { Tolerance::Seconds(seconds as u32) }
}
