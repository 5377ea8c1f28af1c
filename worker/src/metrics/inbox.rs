//! What an inbox counts. The counters are in memory and begin anew with the instance,
//! as those who scrape counters expect; they cost no row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The upper bounds of the buckets of latencies, in milliseconds.
pub const BOUNDS_MS: [i64; 12] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000];

/// The counters of an inbox.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct InboxMetrics {
    /// Events that were stored.
    pub accepted: u64,
    /// Events that were stored before.
    pub duplicates: u64,
    /// The counters of attempts, by destination.
    pub destinations: BTreeMap<String, DestinationMetrics>,
}

/// The counters of a destination.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DestinationMetrics {
    /// Attempts that succeeded.
    pub delivered: u64,
    /// Attempts that failed and are followed by another.
    pub retried: u64,
    /// Attempts that failed and are not.
    pub parked: u64,
    /// Those of the attempts that were probes.
    pub probes: u64,
    /// How long attempts took.
    pub latency: Histogram,
}

/// What an attempt made of its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// The destination has it.
    Delivered,
    /// Another attempt follows.
    Retried,
    /// No attempt follows.
    Parked,
}

/// How many values are within each bound, and not within the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Histogram {
    /// One for each bound, and one for what is above the last.
    pub buckets: [u64; BOUNDS_MS.len() + 1],
    /// The sum of all values, in milliseconds.
    pub sum_ms: i64,
}

impl InboxMetrics {
    /// Counts an attempt.
    pub fn count_attempt(
        &mut self,
        destination: &str,
        disposition: Disposition,
        is_probe: bool,
        ms: i64,
    ) {
        let metrics = self.destinations.entry(destination.to_owned()).or_default();
        match disposition {
            Disposition::Delivered => metrics.delivered += 1,
            Disposition::Retried => metrics.retried += 1,
            Disposition::Parked => metrics.parked += 1,
        }
        metrics.probes += u64::from(is_probe);
        metrics.latency.add(ms);
    }
}

impl Histogram {
    /// Adds a value, in milliseconds.
    pub fn add(&mut self, ms: i64) {
        let index = BOUNDS_MS.iter().take_while(|bound| ms > **bound).count();
        if let Some(bucket) = self.buckets.get_mut(index) {
            *bucket += 1;
        }
        self.sum_ms = self.sum_ms.saturating_add(ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_counted_by_disposition_and_latency() {
        let mut metrics = InboxMetrics::default();
        metrics.count_attempt("app", Disposition::Retried, false, 5);
        metrics.count_attempt("app", Disposition::Retried, true, 6);
        metrics.count_attempt("app", Disposition::Delivered, true, 30_001);
        metrics.count_attempt("other", Disposition::Parked, false, 0);
        let app = metrics.destinations.get("app");
        let counts = app.map(|it| (it.delivered, it.retried, it.parked, it.probes));
        assert_eq!(counts, Some((1, 2, 0, 2)));
        let latency = app.map(|it| (it.latency.buckets, it.latency.sum_ms));
        assert_eq!(latency, Some(([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 30_012)));
    }
}
