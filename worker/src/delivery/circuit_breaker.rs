//! Keeps a destination that is down from being hammered, and what waits for it
//! from being given up.
//!
//! Closed, it lets everything through. A number of failures in a row opens it:
//! then one attempt at a time goes through, a probe, now and then. While a probe
//! is under way it is half-open. The first that does not fail closes it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// So many failures in a row open it.
pub const THRESHOLD: u32 = 5;

/// The wait before the first probe. The next waits as long as it has been open.
const FIRST_PROBE_MS: i64 = 1000;

/// The longest wait between probes, and the longest pause of a destination.
pub const LONGEST_PROBE_MS: i64 = 60_000;

/// What an attempt's end says about its destination. A delivery that is refused
/// is the delivery's fault: its destination is up.
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

/// What changed, and has to be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It opened.
    Opened,
    /// It closed.
    Closed,
}

/// How it stands, for who looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Everything goes through.
    #[default]
    Closed,
    /// Nothing does.
    Open,
    /// A probe is under way.
    HalfOpen,
}

impl Phase {
    /// As metrics and logs have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// The breaker of one destination. Times are milliseconds since the Unix epoch.
#[derive(Default)]
pub struct Breaker {
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

impl Breaker {
    /// One that an earlier instance opened. When that last probed is forgotten,
    /// so this one probes at once.
    pub fn opened(since: i64) -> Self {
        Self { outage: Some(Outage { since, probe_at: since }), ..Self::default() }
    }

    /// Since when it has been open.
    pub fn open_since(&self) -> Option<i64> {
        self.outage.as_ref().map(|outage| outage.since)
    }

    /// How it stands while so many attempts are under way.
    pub fn phase(&self, under_way: usize) -> Phase {
        match (&self.outage, under_way) {
            (None, _) => Phase::Closed,
            (Some(_), 0) => Phase::Open,
            (Some(_), _) => Phase::HalfOpen,
        }
    }

    /// When the next attempt may begin; in the past where it may now.
    pub fn not_before(&self) -> i64 {
        let probe_at = self.outage.as_ref().map_or(i64::MIN, |outage| outage.probe_at);
        probe_at.max(self.paused_until)
    }

    /// Whether another attempt may begin beside those that are under way. What
    /// was begun before it opened counts: no probe goes beside it.
    pub fn admits(&self, now: i64, under_way: usize) -> bool {
        now >= self.not_before() && (self.outage.is_none() || under_way == 0)
    }

    /// Learns from an attempt that ended. `was_probe` says that it was begun
    /// while this was open; `jitter`, from 0 to 1, spreads the probes.
    pub fn ended(
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
        let pause_until = now.saturating_add(pause.min(LONGEST_PROBE_MS));
        self.paused_until = self.paused_until.max(pause_until);

        match &mut self.outage {
            Some(outage) => {
                // What was begun before it opened says nothing new.
                if was_probe {
                    outage.probe_at = next_probe(outage.since, now, jitter);
                }
                None
            }
            None => {
                self.failures += 1;
                (self.failures >= THRESHOLD).then(|| {
                    let probe_at = next_probe(now, now, jitter);
                    self.outage = Some(Outage { since: now, probe_at });
                    self.failures = 0;
                    Transition::Opened
                })
            }
        }
    }
}

/// The wait grows with the outage, within its limits, and is spread from three
/// quarters to five quarters. It depends on nothing that a restart forgets.
fn next_probe(since: i64, now: i64, jitter: f64) -> i64 {
    let wait = now.saturating_sub(since).clamp(FIRST_PROBE_MS, LONGEST_PROBE_MS);
    let spread = wait / 2;
    // At most `spread`, which is far below 2^53.
    let offset = (spread as f64 * jitter.clamp(0.0, 1.0)) as i64;
    now.saturating_add(wait - spread / 2 + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: Health = Health::Down { not_before: Duration::ZERO };

    fn open_at(now: i64) -> Breaker {
        let mut breaker = Breaker::default();
        for count in 1..=THRESHOLD {
            let expected = (count == THRESHOLD).then_some(Transition::Opened);
            assert_eq!(breaker.ended(DOWN, false, now, 0.5), expected);
        }
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it_and_others_do_not() {
        let mut breaker = Breaker::default();
        for _ in 0..100 {
            for _ in 1..THRESHOLD {
                assert_eq!(breaker.ended(DOWN, false, 0, 0.5), None);
            }
            assert_eq!(breaker.ended(Health::Up, false, 0, 0.5), None);
        }
        assert_eq!(breaker.phase(3), Phase::Closed);
        assert_eq!(open_at(0).phase(0), Phase::Open);
    }

    #[test]
    fn open_it_lets_one_probe_through_at_a_time() {
        let breaker = open_at(0);
        assert!(!breaker.admits(999, 0));
        assert!(breaker.admits(1000, 0));
        assert!(!breaker.admits(1000, 1));
        assert_eq!(breaker.phase(1), Phase::HalfOpen);
    }

    #[test]
    fn a_probe_that_succeeds_closes_it() {
        let mut breaker = open_at(0);
        assert_eq!(breaker.ended(Health::Up, true, 1000, 0.5), Some(Transition::Closed));
        assert!(breaker.admits(1000, 5));
        assert_eq!(breaker.ended(Health::Up, false, 1000, 0.5), None);
    }

    #[test]
    fn probes_become_rarer_to_a_limit() {
        let mut breaker = open_at(0);
        let mut now = 0;
        let waits: Vec<_> = (0..9)
            .map(|_| {
                let wait = breaker.not_before() - now;
                now += wait;
                breaker.ended(DOWN, true, now, 0.5);
                wait
            })
            .collect();
        assert_eq!(waits, [1000, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    }

    #[test]
    fn jitter_stays_within_a_quarter() {
        assert_eq!(next_probe(0, 8000, 0.0), 14_000);
        assert_eq!(next_probe(0, 8000, f64::MAX), 18_000);
        assert_eq!(next_probe(0, 8000, f64::NAN), 14_000);
    }

    #[test]
    fn what_was_begun_before_it_opened_neither_delays_the_probe_nor_goes_beside_it() {
        let mut breaker = open_at(0);
        breaker.ended(DOWN, false, 900, 0.5);
        assert_eq!(breaker.not_before(), 1000);
        assert!(!breaker.admits(2000, 1));
        assert_eq!(breaker.ended(Health::Up, false, 2000, 0.5), Some(Transition::Closed));
    }

    #[test]
    fn a_destination_that_asks_for_a_pause_gets_it_but_not_for_long() {
        let mut breaker = Breaker::default();
        let asks = |seconds| Health::Down { not_before: Duration::from_secs(seconds) };
        breaker.ended(asks(10), false, 0, 0.5);
        assert!(!breaker.admits(9_999, 0));
        assert!(breaker.admits(10_000, 2));
        breaker.ended(asks(86_400), false, 10_000, 0.5);
        assert!(breaker.admits(10_000 + LONGEST_PROBE_MS, 0));
    }

    #[test]
    fn one_that_was_open_before_a_restart_probes_at_once() {
        let mut breaker = Breaker::opened(0);
        assert!(breaker.admits(40_000, 0));
        assert!(!breaker.admits(40_000, 1));
        breaker.ended(DOWN, true, 40_000, 0.5);
        assert_eq!(breaker.not_before(), 80_000);
    }
}
