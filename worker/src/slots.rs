//! How the few connections are shared between destinations.

use std::collections::BTreeMap;

/// Connections, and who holds them.
///
/// A destination gets one more only while it holds fewer than are free. So one
/// that hangs takes half of them at most, and the next that hangs leaves one
/// for what answers. Only a third leaves none, until an attempt times out.
pub struct Slots {
    free: usize,
    held: BTreeMap<String, usize>,
}

impl Slots {
    /// So many, all free.
    pub fn new(free: usize) -> Self {
        Self { free, held: BTreeMap::new() }
    }

    /// The destinations that get no other for now; `None` where nobody does.
    pub fn full_for(&self) -> Option<Vec<&str>> {
        (self.free > 0).then(|| {
            let full = self.held.iter().filter(|(_, held)| **held >= self.free);
            full.map(|(destination, _)| destination.as_str()).collect()
        })
    }

    /// Gives one to a destination.
    pub fn take(&mut self, destination: &str) {
        self.free = self.free.saturating_sub(1);
        *self.held.entry(destination.to_owned()).or_default() += 1;
    }

    /// Takes one back.
    pub fn release(&mut self, destination: &str) {
        self.free += 1;
        if let Some(held) = self.held.get_mut(destination) {
            *held = held.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many a destination gets, one after another.
    fn fill(slots: &mut Slots, destination: &str) -> usize {
        (0..100)
            .take_while(|_| {
                let is_full = slots.full_for().is_none_or(|full| full.contains(&destination));
                if !is_full {
                    slots.take(destination);
                }
                !is_full
            })
            .count()
    }

    #[test]
    fn what_hangs_leaves_room_for_what_answers() {
        let mut slots = Slots::new(6);
        assert_eq!(fill(&mut slots, "a"), 3);
        assert_eq!(fill(&mut slots, "b"), 2);
        assert_eq!(fill(&mut slots, "c"), 1);
        assert_eq!(fill(&mut slots, "d"), 0);
        slots.release("c");
        assert_eq!(fill(&mut slots, "a"), 0);
        assert_eq!(fill(&mut slots, "c"), 1);
    }

    #[test]
    fn what_is_released_can_be_taken_again() {
        let mut slots = Slots::new(6);
        fill(&mut slots, "a");
        for _ in 0..3 {
            slots.release("a");
        }
        assert_eq!(fill(&mut slots, "b"), 3);
    }
}
