//! Exponential backoff: when a delivery that failed is tried again.

use std::time::Duration;

/// The wait before the second attempt.
const FIRST_DELAY: Duration = Duration::from_secs(1);

/// How many times as long as the one before it each wait is.
const FACTOR: u32 = 3;

/// The longest wait, whatever the schedule or the destination says.
const MAX_DELAY: Duration = Duration::from_secs(6 * 60 * 60);

/// The wait after so many failed attempts. `jitter`, from 0 to 1, spreads it
/// from three quarters to five quarters, so that what failed together does not
/// come back together. A destination that asks for a longer wait gets it.
pub fn delay(attempts: u32, jitter: f64, not_before: Duration) -> Duration {
    let exponential = FACTOR
        .checked_pow(attempts.saturating_sub(1))
        .and_then(|times| FIRST_DELAY.checked_mul(times))
        .map_or(MAX_DELAY, |delay| delay.min(MAX_DELAY));
    exponential.mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0)).max(not_before).min(MAX_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delay_grows_to_its_limit() {
        let seconds = |attempts| delay(attempts, 0.5, Duration::ZERO).as_secs();
        assert_eq!([1, 2, 3, 4].map(seconds), [1, 3, 9, 27]);
        assert_eq!([100, u32::MAX].map(seconds), [21_600, 21_600]);
    }

    #[test]
    fn jitter_is_within_a_quarter_of_the_delay() {
        assert_eq!(delay(2, 0.0, Duration::ZERO).as_millis(), 2_250);
        assert_eq!(delay(2, 1.0, Duration::ZERO).as_millis(), 3_750);
        assert_eq!(delay(2, f64::MAX, Duration::ZERO).as_millis(), 3_750);
    }

    #[test]
    fn a_longer_requested_delay_is_kept_up_to_the_limit() {
        assert_eq!(delay(1, 0.5, Duration::from_secs(60)).as_secs(), 60);
        assert_eq!(delay(4, 0.5, Duration::from_secs(2)).as_secs(), 27);
        assert_eq!(delay(1, 0.5, Duration::MAX), MAX_DELAY);
    }
}
