//! The circuit breaker of a destination. It spares one that is down, and keeps what
//! waits for it from using up its attempts.
//!
//! Closed, it lets every attempt through. A number of failures in a row opens it:
//! then single attempts go through, probes, at growing intervals. While a probe is in
//! flight it is half-open. The first probe that does not fail closes it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How many failures in a row open it.
pub const FAILURE_THRESHOLD: u32 = 5;

/// The wait before the first probe. Each later wait is as long as it has been open.
const MIN_PROBE_WAIT_MS: i64 = 1000;

/// The longest wait between probes, and the longest that a destination may ask for.
pub const MAX_PROBE_WAIT_MS: i64 = 60_000;

/// What an attempt shows of its destination. One that refuses a delivery is up: that
/// is the delivery's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It takes deliveries.
    Up,
    /// It takes none.
    Down {
        /// It asked to be left alone for so long.
        not_before: Duration,
    },
}

/// A change that has to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It opened.
    Opened,
    /// It closed.
    Closed,
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// Every attempt goes through.
    #[default]
    Closed,
    /// None does.
    Open,
    /// A probe is in flight.
    HalfOpen,
}

impl BreakerState {
    /// As metrics have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// The circuit breaker of one destination. Times are milliseconds since the Unix epoch.
#[derive(Default)]
pub struct CircuitBreaker {
    /// Failures in a row, while it is closed.
    failures: u32,
    outage: Option<Outage>,
    /// Until when the destination asked to be left alone.
    paused_until: i64,
}

struct Outage {
    since: i64,
    probe_at: i64,
}

impl CircuitBreaker {
    /// One that an earlier instance opened. It probes at once: when the earlier one
    /// last probed is not stored.
    pub fn opened(since: i64) -> Self {
        Self { outage: Some(Outage { since, probe_at: since }), ..Self::default() }
    }

    /// When it opened; none where it is closed.
    pub fn open_since(&self) -> Option<i64> {
        self.outage.as_ref().map(|outage| outage.since)
    }

    /// Its state while so many attempts are in flight.
    pub fn state(&self, in_flight: usize) -> BreakerState {
        match (&self.outage, in_flight) {
            (None, _) => BreakerState::Closed,
            (Some(_), 0) => BreakerState::Open,
            (Some(_), _) => BreakerState::HalfOpen,
        }
    }

    /// When the next attempt may begin; in the past where it may now.
    pub fn not_before(&self) -> i64 {
        let probe_at = self.outage.as_ref().map_or(i64::MIN, |outage| outage.probe_at);
        probe_at.max(self.paused_until)
    }

    /// Whether another attempt may begin beside those in flight. Those that began
    /// before it opened count: no probe goes beside them.
    pub fn allows(&self, now: i64, in_flight: usize) -> bool {
        now >= self.not_before() && (self.outage.is_none() || in_flight == 0)
    }

    /// Records an attempt that ended. `was_probe` says that it began while this was
    /// open; `jitter`, from 0 to 1, spreads the probes.
    pub fn record(
        &mut self,
        health: Health,
        was_probe: bool,
        now: i64,
        jitter: f64,
    ) -> Option<Transition> {
        let not_before = match health {
            Health::Up => {
                self.failures = 0;
                return self.outage.take().map(|_| Transition::Closed);
            }
            Health::Down { not_before } => not_before,
        };
        let pause = i64::try_from(not_before.as_millis()).unwrap_or(i64::MAX);
        let pause_until = now.saturating_add(pause.min(MAX_PROBE_WAIT_MS));
        self.paused_until = self.paused_until.max(pause_until);

        match &mut self.outage {
            Some(outage) => {
                // An attempt that began before it opened shows nothing new.
                if was_probe {
                    outage.probe_at = next_probe(outage.since, now, jitter);
                }
                None
            }
            None => {
                self.failures += 1;
                (self.failures >= FAILURE_THRESHOLD).then(|| {
                    let probe_at = next_probe(now, now, jitter);
                    self.outage = Some(Outage { since: now, probe_at });
                    self.failures = 0;
                    Transition::Opened
                })
            }
        }
    }
}

/// When the next probe is due. The wait grows with the outage, within its limits, and
/// is spread from three quarters to five quarters. It depends on nothing that is lost
/// by a restart.
fn next_probe(since: i64, now: i64, jitter: f64) -> i64 {
    let wait = now.saturating_sub(since).clamp(MIN_PROBE_WAIT_MS, MAX_PROBE_WAIT_MS);
    let spread = wait / 2;
    // At most `spread`, which is far below 2^53.
    let offset = (spread as f64 * jitter.clamp(0.0, 1.0)) as i64;
    now.saturating_add(wait - spread / 2 + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: Health = Health::Down { not_before: Duration::ZERO };

    fn open_at(now: i64) -> CircuitBreaker {
        let mut breaker = CircuitBreaker::default();
        for count in 1..=FAILURE_THRESHOLD {
            let expected = (count == FAILURE_THRESHOLD).then_some(Transition::Opened);
            assert_eq!(breaker.record(DOWN, false, now, 0.5), expected);
        }
        breaker
    }

    #[test]
    fn only_failures_in_a_row_open_it() {
        let mut breaker = CircuitBreaker::default();
        for _ in 0..100 {
            for _ in 1..FAILURE_THRESHOLD {
                assert_eq!(breaker.record(DOWN, false, 0, 0.5), None);
            }
            assert_eq!(breaker.record(Health::Up, false, 0, 0.5), None);
        }
        assert_eq!(breaker.state(3), BreakerState::Closed);
        assert_eq!(open_at(0).state(0), BreakerState::Open);
    }

    #[test]
    fn an_open_breaker_allows_one_probe_at_a_time() {
        let breaker = open_at(0);
        assert!(!breaker.allows(999, 0));
        assert!(breaker.allows(1000, 0));
        assert!(!breaker.allows(1000, 1));
        assert_eq!(breaker.state(1), BreakerState::HalfOpen);
    }

    #[test]
    fn a_successful_probe_closes_it() {
        let mut breaker = open_at(0);
        assert_eq!(breaker.record(Health::Up, true, 1000, 0.5), Some(Transition::Closed));
        assert!(breaker.allows(1000, 5));
        assert_eq!(breaker.record(Health::Up, false, 1000, 0.5), None);
    }

    #[test]
    fn waits_between_probes_grow_to_a_limit() {
        let mut breaker = open_at(0);
        let mut now = 0;
        let waits: Vec<_> = (0..9)
            .map(|_| {
                let wait = breaker.not_before() - now;
                now += wait;
                breaker.record(DOWN, true, now, 0.5);
                wait
            })
            .collect();
        assert_eq!(waits, [1000, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    }

    #[test]
    fn jitter_is_within_a_quarter_of_the_wait() {
        assert_eq!(next_probe(0, 8000, 0.0), 14_000);
        assert_eq!(next_probe(0, 8000, f64::MAX), 18_000);
        assert_eq!(next_probe(0, 8000, f64::NAN), 14_000);
    }

    #[test]
    fn an_attempt_from_before_it_opened_neither_delays_the_probe_nor_runs_beside_it() {
        let mut breaker = open_at(0);
        breaker.record(DOWN, false, 900, 0.5);
        assert_eq!(breaker.not_before(), 1000);
        assert!(!breaker.allows(2000, 1));
        assert_eq!(breaker.record(Health::Up, false, 2000, 0.5), Some(Transition::Closed));
    }

    #[test]
    fn a_requested_pause_is_kept_up_to_the_limit() {
        let mut breaker = CircuitBreaker::default();
        let asks = |seconds| Health::Down { not_before: Duration::from_secs(seconds) };
        breaker.record(asks(10), false, 0, 0.5);
        assert!(!breaker.allows(9_999, 0));
        assert!(breaker.allows(10_000, 2));
        breaker.record(asks(86_400), false, 10_000, 0.5);
        assert!(breaker.allows(10_000 + MAX_PROBE_WAIT_MS, 0));
    }

    #[test]
    fn a_restored_breaker_probes_at_once() {
        let mut breaker = CircuitBreaker::opened(0);
        assert!(breaker.allows(40_000, 0));
        assert!(!breaker.allows(40_000, 1));
        breaker.record(DOWN, true, 40_000, 0.5);
        assert_eq!(breaker.not_before(), 80_000);
    }
}
