//! Which delivery is sent next: what the connections and the breakers allow.

use std::collections::BTreeMap;

use super::{
    circuit_breaker::{Breaker, Health, Phase, Transition},
    concurrency_limiter::Slots,
};
use crate::store::queue_head::Head;

/// The attempts that are under way, and how the destinations stand.
#[derive(Default)]
pub struct Traffic {
    slots: Slots,
    breakers: BTreeMap<String, Breaker>,
}

impl Traffic {
    /// Restores the breakers that an earlier instance opened, by destination.
    pub fn restore(&mut self, open: impl IntoIterator<Item = (String, i64)>) {
        self.breakers.extend(open.into_iter().map(|(name, since)| (name, Breaker::opened(since))));
    }

    /// The destination that is served next: of those that may be sent to, the
    /// one that has been due the longest.
    pub fn next<'a>(&self, heads: &'a [Head], now: i64) -> Option<&'a str> {
        heads
            .iter()
            .filter(|head| head.due_at <= now && self.admits(&head.destination, now))
            .min_by_key(|head| head.due_at)
            .map(|head| head.destination.as_str())
    }

    fn admits(&self, destination: &str, now: i64) -> bool {
        let under_way = self.slots.held(destination);
        self.slots.admits(destination)
            && self.breakers.get(destination).is_none_or(|it| it.admits(now, under_way))
    }

    /// When a head may be sent, as far as is known now. A lease that still
    /// stands when nothing is under way is left over, and may be the head's.
    pub fn ready_at(&self, head: &Head) -> i64 {
        let breaker = self.breakers.get(&head.destination).map(Breaker::not_before);
        let lease = self.slots.first_end(&head.destination);
        head.due_at.max(breaker.unwrap_or(i64::MIN)).max(lease.unwrap_or(i64::MIN))
    }

    /// Whether an attempt at a delivery is under way.
    pub fn is_under_way(&self, destination: &str, key: &str) -> bool {
        self.slots.is_leased(destination, key)
    }

    /// How many attempts are under way to a destination.
    pub fn under_way(&self, destination: &str) -> usize {
        self.slots.held(destination)
    }

    /// Begins an attempt, which ends by `until`. Says whether it is a probe.
    pub fn begin(&mut self, destination: &str, key: &str, until: i64) -> bool {
        self.slots.take(destination, key, until);
        self.breakers.get(destination).is_some_and(|it| it.open_since().is_some())
    }

    /// Learns from an attempt's end how its destination stands.
    pub fn learn(
        &mut self,
        destination: &str,
        health: Health,
        was_probe: bool,
        now: i64,
        jitter: f64,
    ) -> Option<Transition> {
        let breaker = self.breakers.entry(destination.to_owned()).or_default();
        breaker.ended(health, was_probe, now, jitter)
    }

    /// Gives back what an attempt held.
    pub fn end(&mut self, destination: &str, key: &str, was_answered: bool) {
        self.slots.release(destination, key, was_answered);
    }

    /// Gives back what attempts held that never ended.
    pub fn expire(&mut self, now: i64) {
        self.slots.expire(now);
    }

    /// How the breakers stand, by destination, and since when they are open.
    pub fn breakers(&self) -> impl Iterator<Item = (&str, Phase, Option<i64>)> {
        self.breakers.iter().map(|(name, breaker)| {
            (name.as_str(), breaker.phase(self.slots.held(name)), breaker.open_since())
        })
    }
}
