//! How long a source keeps what it accepted.
//!
//! Two sweeps go through the events in the order of their arrival, one for payloads
//! and one for keys. So no event needs a timer of its own, but for the few that end
//! late: the sweep for payloads would find them before they have ended.

/// How many seconds payloads are kept after an event ended, unless configured.
pub const DEFAULT_PAYLOAD_S: u64 = 7 * 24 * 60 * 60;

/// How many seconds a repetition is a duplicate, unless configured.
pub const DEFAULT_WINDOW_S: u64 = 30 * 24 * 60 * 60;

/// The shortest time that an event has to end in before it is late. It covers the way
/// from its arrival to the tables.
const MIN_SLACK_MS: i64 = 10_000;

/// The longest time that it has.
const MAX_SLACK_MS: i64 = 60 * 60 * 1000;

/// How long a source keeps what. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    payload_ms: i64,
    window_ms: i64,
}

/// A week, and a month: those of a source for which nothing is configured.
impl Default for Retention {
    fn default() -> Self {
        Self::new(DEFAULT_PAYLOAD_S, DEFAULT_WINDOW_S)
    }
}

impl Retention {
    /// Keeps payloads for `payload_s` seconds after the event's deliveries ended, and keys
    /// for `window_s` seconds after its arrival.
    pub fn new(payload_s: u64, window_s: u64) -> Self {
        let ms = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Self { payload_ms: ms(payload_s), window_ms: ms(window_s) }
    }

    /// How long an event may take to end without being late. So much longer a payload may
    /// be kept, which is also how often a sweep is worth while.
    pub fn slack_ms(self) -> i64 {
        (self.payload_ms / 8).clamp(MIN_SLACK_MS, MAX_SLACK_MS)
    }

    /// How old the payload of an event is when it goes, unless the event ended late.
    pub fn payload_age(self) -> i64 {
        self.payload_ms.saturating_add(self.slack_ms())
    }

    /// How old a key is when it goes: never younger than the payload.
    pub fn key_age(self) -> i64 {
        self.window_ms.max(self.payload_age())
    }

    /// When the payload of a delivery that ends now goes, if it is late.
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
    fn an_event_that_is_not_late_has_ended_for_the_configured_time_when_its_payload_goes() {
        for payload_s in [0, 1, 60, 3600, 604_800, u64::MAX] {
            let retention = Retention::new(payload_s, 0);
            let slack = retention.slack_ms();
            assert_eq!(retention.purge_at(0, slack), None);
            assert!(retention.payload_age() - slack >= retention.payload_ms.min(i64::MAX - slack));
        }
    }

    #[test]
    fn the_payload_of_a_late_event_is_kept_as_long_as_any_other() {
        let retention = Retention::new(604_800, 2_592_000);
        assert_eq!(retention.purge_at(0, 2 * HOUR), Some(170 * HOUR));
        assert_eq!(retention.payload_age(), 169 * HOUR);
    }

    #[test]
    fn a_key_is_kept_at_least_as_long_as_its_payload() {
        assert_eq!(Retention::new(604_800, 2_592_000).key_age(), 720 * HOUR);
        assert_eq!(Retention::new(2_592_000, 86_400).key_age(), 721 * HOUR);
    }
}
