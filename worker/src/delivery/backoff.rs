//! When a delivery that failed is tried again.

use std::time::Duration;

/// The wait before the second attempt.
const FIRST: Duration = Duration::from_secs(1);

/// Each wait is so many times the one before it.
const FACTOR: u32 = 3;

/// The longest wait, whatever the schedule or the destination says.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// The wait after so many failed attempts. `jitter`, from 0 to 1, spreads it
/// from three quarters to five quarters, so that what failed together does not
/// come back together. A destination that asks for a longer wait gets it.
pub fn delay(attempts: u32, jitter: f64, not_before: Duration) -> Duration {
    let exponential = FACTOR
        .checked_pow(attempts.saturating_sub(1))
        .and_then(|times| FIRST.checked_mul(times))
        .map_or(LONGEST, |delay| delay.min(LONGEST));
    exponential.mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0)).max(not_before).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_to_its_limit() {
        let seconds = |attempts| delay(attempts, 0.5, Duration::ZERO).as_secs();
        assert_eq!([1, 2, 3, 4].map(seconds), [1, 3, 9, 27]);
        assert_eq!([100, u32::MAX].map(seconds), [21_600, 21_600]);
    }

    #[test]
    fn jitter_stays_within_a_quarter() {
        assert_eq!(delay(2, 0.0, Duration::ZERO).as_millis(), 2_250);
        assert_eq!(delay(2, 1.0, Duration::ZERO).as_millis(), 3_750);
        assert_eq!(delay(2, f64::MAX, Duration::ZERO).as_millis(), 3_750);
    }

    #[test]
    fn the_destination_may_ask_for_a_longer_wait_but_not_for_ever() {
        assert_eq!(delay(1, 0.5, Duration::from_secs(60)).as_secs(), 60);
        assert_eq!(delay(4, 0.5, Duration::from_secs(2)).as_secs(), 27);
        assert_eq!(delay(1, 0.5, Duration::MAX), LONGEST);
    }
}
