//! How the few connections of an object are shared between destinations.

use std::collections::BTreeMap;

/// How many connections the runtime lets one request have open at once.
pub const CONNECTIONS: usize = 6;

/// The most attempts in flight to a destination that answers.
const MAX_PER_DESTINATION: usize = 3;

/// How many connections stay free when a destination gets more than its first.
const MIN_FREE: usize = 2;

/// The most attempts in flight to all destinations whose latest one got no answer.
const MAX_SILENT: usize = 2;

/// The deliveries in flight, each with a lease on a connection.
///
/// A destination that is not known to answer gets one connection. One that answers
/// gets three, where enough stay free: so whatever three destinations do, there is
/// one connection for a fourth. And those that never answer take nothing from those
/// that do.
#[derive(Default)]
pub struct ConcurrencyLimiter {
    destinations: BTreeMap<String, Destination>,
}

#[derive(Default)]
struct Destination {
    /// Whether its latest attempt was answered; unknown before the first.
    answers: Option<bool>,
    /// When the lease of a delivery ends, in milliseconds since the Unix epoch.
    leases: BTreeMap<String, i64>,
}

impl ConcurrencyLimiter {
    /// How many attempts to a destination are in flight.
    pub fn in_flight(&self, destination: &str) -> usize {
        self.destinations.get(destination).map_or(0, |it| it.leases.len())
    }

    /// Whether an attempt at a delivery is in flight.
    pub fn holds(&self, destination: &str, key: &str) -> bool {
        self.destinations.get(destination).is_some_and(|it| it.leases.contains_key(key))
    }

    /// When the first lease of a destination ends.
    pub fn first_expiry(&self, destination: &str) -> Option<i64> {
        self.destinations.get(destination)?.leases.values().min().copied()
    }

    /// Whether another attempt to a destination may begin.
    pub fn allows(&self, destination: &str) -> bool {
        let in_flight_of = |these: fn(&Destination) -> bool| -> usize {
            self.destinations.values().filter(|it| these(it)).map(|it| it.leases.len()).sum()
        };
        let free = CONNECTIONS.saturating_sub(in_flight_of(|_| true));
        match (self.in_flight(destination), self.answers(destination)) {
            (0, Some(false)) => {
                free > 0 && in_flight_of(|it| it.answers == Some(false)) < MAX_SILENT
            }
            (0, _) => free > 0,
            (in_flight, Some(true)) => in_flight < MAX_PER_DESTINATION && free > MIN_FREE,
            _ => false,
        }
    }

    fn answers(&self, destination: &str) -> Option<bool> {
        self.destinations.get(destination).and_then(|it| it.answers)
    }

    /// Gives a connection to a delivery, until `until` at the latest.
    pub fn acquire(&mut self, destination: &str, key: &str, until: i64) {
        let it = self.destinations.entry(destination.to_owned()).or_default();
        it.leases.insert(key.to_owned(), until);
    }

    /// Takes the connection back.
    pub fn release(&mut self, destination: &str, key: &str, was_answered: bool) {
        if let Some(it) = self.destinations.get_mut(destination) {
            it.leases.remove(key);
            it.answers = Some(was_answered);
        }
    }

    /// Takes back the connections whose leases have ended.
    pub fn expire(&mut self, now: i64) {
        for it in self.destinations.values_mut() {
            it.leases.retain(|_, until| *until > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many a destination gets, one after another.
    fn fill(limiter: &mut ConcurrencyLimiter, destination: &str) -> usize {
        (0..100)
            .take_while(|count| {
                let is_allowed = limiter.allows(destination);
                if is_allowed {
                    limiter.acquire(destination, &count.to_string(), 1000);
                }
                is_allowed
            })
            .count()
    }

    fn limiter_after(answers: &[(&str, bool)]) -> ConcurrencyLimiter {
        let mut limiter = ConcurrencyLimiter::default();
        for (destination, was_answered) in answers {
            limiter.acquire(destination, "earlier", 1000);
            limiter.release(destination, "earlier", *was_answered);
        }
        limiter
    }

    #[test]
    fn a_destination_not_known_to_answer_gets_one_connection() {
        let mut limiter = limiter_after(&[("silent", false)]);
        assert_eq!(fill(&mut limiter, "new"), 1);
        assert_eq!(fill(&mut limiter, "silent"), 1);
    }

    #[test]
    fn silent_destinations_take_nothing_from_one_that_answers() {
        assert_eq!(fill(&mut limiter_after(&[("a", true)]), "a"), 3);
        let mut limiter = limiter_after(&[("a", true), ("silent", false)]);
        assert_eq!(fill(&mut limiter, "silent"), 1);
        assert_eq!(fill(&mut limiter, "a"), 3);
    }

    #[test]
    fn silent_destinations_together_hold_two_connections() {
        let silent: Vec<_> = (0..10).map(|count| count.to_string()).collect();
        let answers: Vec<_> = silent.iter().map(|name| (name.as_str(), false)).collect();
        let mut limiter = limiter_after(&answers);
        let in_flight: usize = silent.iter().map(|name| fill(&mut limiter, name)).sum();
        assert_eq!(in_flight, MAX_SILENT);
        assert_eq!(fill(&mut limiter, "new"), 1);
    }

    /// Every way in which three destinations can take what they get.
    #[test]
    fn three_hanging_destinations_leave_a_connection_to_a_fourth() {
        const NAMES: [&str; 3] = ["a", "b", "c"];
        let everyone = NAMES.map(|name| (name, true));
        for order in 0..3_usize.pow(8) {
            let mut limiter = limiter_after(&everyone);
            for turn in 0..8 {
                let name = NAMES[order / 3_usize.pow(turn) % 3];
                if limiter.allows(name) {
                    limiter.acquire(name, &turn.to_string(), 1000);
                }
            }
            assert!(limiter.allows("d"), "{order}");
            assert!(NAMES.iter().all(|name| limiter.in_flight(name) <= MAX_PER_DESTINATION));
        }
    }

    #[test]
    fn released_and_expired_connections_can_be_acquired_again() {
        let mut limiter = limiter_after(&[("a", true)]);
        assert_eq!(fill(&mut limiter, "a"), 3);
        limiter.release("a", "0", true);
        assert!(!limiter.holds("a", "0"));
        assert_eq!(fill(&mut limiter, "a"), 1);
        limiter.expire(999);
        assert_eq!((limiter.in_flight("a"), limiter.first_expiry("a")), (3, Some(1000)));
        limiter.expire(1000);
        assert_eq!((limiter.in_flight("a"), limiter.first_expiry("a")), (0, None));
    }
}
