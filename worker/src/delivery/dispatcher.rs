//! Which delivery is sent next: what the connections and the circuit breakers allow.

use std::collections::BTreeMap;

use super::{
    circuit_breaker::{BreakerState, CircuitBreaker, Health, Transition},
    concurrency_limiter::ConcurrencyLimiter,
};
use crate::store::QueueHead;

/// The attempts in flight, and the circuit breakers of the destinations.
#[derive(Default)]
pub struct Dispatcher {
    limiter: ConcurrencyLimiter,
    breakers: BTreeMap<String, CircuitBreaker>,
}

impl Dispatcher {
    /// Restores the circuit breakers that an earlier instance opened, by destination.
    pub fn restore(&mut self, open: impl IntoIterator<Item = (String, i64)>) {
        let breakers = open.into_iter().map(|(name, since)| (name, CircuitBreaker::opened(since)));
        self.breakers.extend(breakers);
    }

    /// The destination that is served next: of those that may be sent to, the one that
    /// has been due the longest.
    pub fn next<'a>(&self, heads: &'a [QueueHead], now: i64) -> Option<&'a str> {
        heads
            .iter()
            .filter(|head| head.due_at <= now && self.allows(&head.destination, now))
            .min_by_key(|head| head.due_at)
            .map(|head| head.destination.as_str())
    }

    fn allows(&self, destination: &str, now: i64) -> bool {
        let in_flight = self.limiter.in_flight(destination);
        self.limiter.allows(destination)
            && self.breakers.get(destination).is_none_or(|it| it.allows(now, in_flight))
    }

    /// When a head may be sent, as far as is known now. A lease that stands while no
    /// attempt is in flight is left over, and may be the head's.
    pub fn ready_at(&self, head: &QueueHead) -> i64 {
        let breaker = self.breakers.get(&head.destination).map(CircuitBreaker::not_before);
        let lease = self.limiter.first_expiry(&head.destination);
        head.due_at.max(breaker.unwrap_or(i64::MIN)).max(lease.unwrap_or(i64::MIN))
    }

    /// Whether an attempt at a delivery is in flight.
    pub fn is_in_flight(&self, destination: &str, key: &str) -> bool {
        self.limiter.holds(destination, key)
    }

    /// How many attempts to a destination are in flight.
    pub fn in_flight(&self, destination: &str) -> usize {
        self.limiter.in_flight(destination)
    }

    /// Begins an attempt, which ends by `until`. Says whether it is a probe.
    pub fn begin_attempt(&mut self, destination: &str, key: &str, until: i64) -> bool {
        self.limiter.acquire(destination, key, until);
        self.breakers.get(destination).is_some_and(|it| it.open_since().is_some())
    }

    /// Records what an attempt showed of its destination.
    pub fn record_result(
        &mut self,
        destination: &str,
        health: Health,
        was_probe: bool,
        now: i64,
        jitter: f64,
    ) -> Option<Transition> {
        let breaker = self.breakers.entry(destination.to_owned()).or_default();
        breaker.record(health, was_probe, now, jitter)
    }

    /// Releases what an attempt held.
    pub fn release(&mut self, destination: &str, key: &str, was_answered: bool) {
        self.limiter.release(destination, key, was_answered);
    }

    /// Releases what attempts held that never ended.
    pub fn expire(&mut self, now: i64) {
        self.limiter.expire(now);
    }

    /// The state of each circuit breaker, by destination, and since when it is open.
    pub fn breakers(&self) -> impl Iterator<Item = (&str, BreakerState, Option<i64>)> {
        self.breakers.iter().map(|(name, breaker)| {
            (name.as_str(), breaker.state(self.limiter.in_flight(name)), breaker.open_since())
        })
    }
}
