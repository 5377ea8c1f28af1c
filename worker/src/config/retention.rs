//! How long what was accepted is kept.
//!
//! What arrived is looked through in the order of its arrival, once for its
//! payload and once for its key. So each needs no timer of its own, but for the
//! few that end late: those the look for payloads would find still under way.

/// Seconds that payloads are kept after an event ended, unless configured.
pub const DEFAULT_PAYLOAD_S: u64 = 7 * 24 * 60 * 60;

/// Seconds that a repetition is recognised, unless configured.
pub const DEFAULT_WINDOW_S: u64 = 30 * 24 * 60 * 60;

/// The shortest time that is left for an event to end in before it is late. It
/// covers what an event takes from its arrival to the tables.
const SHORTEST_SLACK_MS: i64 = 10_000;

/// The longest.
const LONGEST_SLACK_MS: i64 = 60 * 60 * 1000;

/// How long a source keeps what. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    payload_ms: i64,
    window_ms: i64,
}

/// A week, and a month: what a source has that is not configured otherwise.
impl Default for Retention {
    fn default() -> Self {
        Self::new(DEFAULT_PAYLOAD_S, DEFAULT_WINDOW_S)
    }
}

impl Retention {
    /// Payloads are kept for some seconds after the event's deliveries ended,
    /// keys for some seconds after its arrival.
    pub fn new(payload_s: u64, window_s: u64) -> Self {
        let ms = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Self { payload_ms: ms(payload_s), window_ms: ms(window_s) }
    }

    /// An event that ends sooner after its arrival is not late. It is also how
    /// often purging is worth while: so much longer payloads may be kept.
    pub fn slack_ms(self) -> i64 {
        (self.payload_ms / 8).clamp(SHORTEST_SLACK_MS, LONGEST_SLACK_MS)
    }

    /// For how long after its arrival an event is left alone that is not late.
    pub fn payload_age(self) -> i64 {
        self.payload_ms.saturating_add(self.slack_ms())
    }

    /// For how long after its arrival an event's key is kept: never shorter
    /// than its payload.
    pub fn key_age(self) -> i64 {
        self.window_ms.max(self.payload_age())
    }

    /// When the payload of a delivery is purged that ends now, if it is late.
    pub fn purge_at(self, received_at: i64, now: i64) -> Option<i64> {
        let is_late = now.saturating_sub(received_at) > self.slack_ms();
        is_late.then(|| now.saturating_add(self.payload_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn what_is_not_late_has_ended_for_long_enough_when_it_is_looked_at() {
        for payload_s in [0, 1, 60, 3600, 604_800, u64::MAX] {
            let retention = Retention::new(payload_s, 0);
            let slack = retention.slack_ms();
            assert_eq!(retention.purge_at(0, slack), None);
            assert!(retention.payload_age() - slack >= retention.payload_ms.min(i64::MAX - slack));
        }
    }

    #[test]
    fn what_is_late_is_kept_for_as_long_as_the_rest() {
        let retention = Retention::new(604_800, 2_592_000);
        assert_eq!(retention.purge_at(0, 2 * HOUR), Some(170 * HOUR));
        assert_eq!(retention.payload_age(), 169 * HOUR);
    }

    #[test]
    fn keys_outlive_payloads() {
        assert_eq!(Retention::new(604_800, 2_592_000).key_age(), 720 * HOUR);
        assert_eq!(Retention::new(2_592_000, 86_400).key_age(), 721 * HOUR);
    }
}
