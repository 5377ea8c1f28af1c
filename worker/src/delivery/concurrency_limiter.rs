//! How the few connections are shared between destinations.

use std::collections::BTreeMap;

/// The runtime lets one request have so many connections open at once.
pub const CONNECTIONS: usize = 6;

/// What a destination that answers may hold at most.
const LIMIT: usize = 3;

/// What has to stay free when a destination takes another than its first.
const RESERVE: usize = 2;

/// What all destinations together may hold whose latest attempt got no answer.
const SILENT_LIMIT: usize = 2;

/// Connections, and the deliveries that hold them, each until its lease ends.
///
/// A destination that is not known to answer gets one. One that does gets three,
/// where enough stay free: so whatever three of them do, there is one for a
/// fourth. And one that never answers takes nothing from one that does.
#[derive(Default)]
pub struct Slots {
    destinations: BTreeMap<String, Destination>,
}

#[derive(Default)]
struct Destination {
    /// Whether its latest attempt was answered; unknown before the first.
    answers: Option<bool>,
    /// When the lease of a delivery ends, in milliseconds since the Unix epoch.
    leases: BTreeMap<String, i64>,
}

impl Slots {
    /// How many a destination holds.
    pub fn held(&self, destination: &str) -> usize {
        self.destinations.get(destination).map_or(0, |it| it.leases.len())
    }

    /// Whether a delivery holds one.
    pub fn is_leased(&self, destination: &str, key: &str) -> bool {
        self.destinations.get(destination).is_some_and(|it| it.leases.contains_key(key))
    }

    /// When the first lease of a destination ends.
    pub fn first_end(&self, destination: &str) -> Option<i64> {
        self.destinations.get(destination)?.leases.values().min().copied()
    }

    /// Whether a destination gets another.
    pub fn admits(&self, destination: &str) -> bool {
        let held_by = |these: fn(&Destination) -> bool| -> usize {
            self.destinations.values().filter(|it| these(it)).map(|it| it.leases.len()).sum()
        };
        let free = CONNECTIONS.saturating_sub(held_by(|_| true));
        match (self.held(destination), self.answers(destination)) {
            (0, Some(false)) => free > 0 && held_by(|it| it.answers == Some(false)) < SILENT_LIMIT,
            (0, _) => free > 0,
            (held, Some(true)) => held < LIMIT && free > RESERVE,
            _ => false,
        }
    }

    fn answers(&self, destination: &str) -> Option<bool> {
        self.destinations.get(destination).and_then(|it| it.answers)
    }

    /// Gives one to a delivery, until `until` at the latest.
    pub fn take(&mut self, destination: &str, key: &str, until: i64) {
        let it = self.destinations.entry(destination.to_owned()).or_default();
        it.leases.insert(key.to_owned(), until);
    }

    /// Takes it back.
    pub fn release(&mut self, destination: &str, key: &str, was_answered: bool) {
        if let Some(it) = self.destinations.get_mut(destination) {
            it.leases.remove(key);
            it.answers = Some(was_answered);
        }
    }

    /// Takes back what nobody gave back in time.
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
    fn fill(slots: &mut Slots, destination: &str) -> usize {
        (0..100)
            .take_while(|count| {
                let admits = slots.admits(destination);
                if admits {
                    slots.take(destination, &count.to_string(), 1000);
                }
                admits
            })
            .count()
    }

    fn knowing(standings: &[(&str, bool)]) -> Slots {
        let mut slots = Slots::default();
        for (destination, answers) in standings {
            slots.take(destination, "earlier", 1000);
            slots.release(destination, "earlier", *answers);
        }
        slots
    }

    #[test]
    fn who_is_not_known_to_answer_gets_one() {
        let mut slots = knowing(&[("silent", false)]);
        assert_eq!(fill(&mut slots, "new"), 1);
        assert_eq!(fill(&mut slots, "silent"), 1);
    }

    #[test]
    fn who_never_answers_takes_nothing_from_who_does() {
        assert_eq!(fill(&mut knowing(&[("a", true)]), "a"), 3);
        let mut slots = knowing(&[("a", true), ("silent", false)]);
        assert_eq!(fill(&mut slots, "silent"), 1);
        assert_eq!(fill(&mut slots, "a"), 3);
    }

    #[test]
    fn the_silent_leave_room_however_many_they_are() {
        let silent: Vec<_> = (0..10).map(|count| count.to_string()).collect();
        let standings: Vec<_> = silent.iter().map(|name| (name.as_str(), false)).collect();
        let mut slots = knowing(&standings);
        let held: usize = silent.iter().map(|name| fill(&mut slots, name)).sum();
        assert_eq!(held, SILENT_LIMIT);
        assert_eq!(fill(&mut slots, "new"), 1);
    }

    /// Every way in which three destinations can take what they get.
    #[test]
    fn three_that_hang_never_stop_a_fourth() {
        const NAMES: [&str; 3] = ["a", "b", "c"];
        let everyone = NAMES.map(|name| (name, true));
        for order in 0..3_usize.pow(8) {
            let mut slots = knowing(&everyone);
            for turn in 0..8 {
                let name = NAMES[order / 3_usize.pow(turn) % 3];
                if slots.admits(name) {
                    slots.take(name, &turn.to_string(), 1000);
                }
            }
            assert!(slots.admits("d"), "{order}");
            assert!(NAMES.iter().all(|name| slots.held(name) <= LIMIT));
        }
    }

    #[test]
    fn what_is_released_or_expires_can_be_taken_again() {
        let mut slots = knowing(&[("a", true)]);
        assert_eq!(fill(&mut slots, "a"), 3);
        slots.release("a", "0", true);
        assert!(!slots.is_leased("a", "0"));
        assert_eq!(fill(&mut slots, "a"), 1);
        slots.expire(999);
        assert_eq!((slots.held("a"), slots.first_end("a")), (3, Some(1000)));
        slots.expire(1000);
        assert_eq!((slots.held("a"), slots.first_end("a")), (0, None));
    }
}
