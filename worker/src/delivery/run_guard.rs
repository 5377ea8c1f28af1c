//! Fencing of the delivery loop: which run is the present one, and whether it lives.
//!
//! The runtime may end a run without a word. Nothing that only a run's end puts
//! right may then stand in the way of the next.

/// A run that gave no sign of life for so long is dead.
const DEAD_AFTER_MS: i64 = 10_000;

/// A run of the delivery loop, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunEpoch(u64);

/// What is known of the latest run.
#[derive(Default)]
pub struct RunGuard {
    count: u64,
    /// Its latest sign of life; none once it ended.
    alive_at: Option<i64>,
}

impl RunGuard {
    /// Begins a run. The caller knows that an earlier one has ended or is dead; from
    /// here on that one is not current.
    pub fn begin(&mut self, now: i64) -> RunEpoch {
        self.count += 1;
        self.alive_at = Some(now);
        RunEpoch(self.count)
    }

    /// Takes a run's sign of life; says whether the run is current.
    pub fn is_current(&mut self, run: RunEpoch, now: i64) -> bool {
        let is_current = RunEpoch(self.count) == run;
        if is_current {
            self.alive_at = Some(now);
        }
        is_current
    }

    /// The current run ends.
    pub fn end(&mut self) {
        self.alive_at = None;
    }

    /// Whether a run is at work: one that takes up by itself what is new.
    pub fn is_alive(&self, now: i64) -> bool {
        self.alive_at.is_some_and(|at| now.saturating_sub(at) < DEAD_AFTER_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_alive_while_it_gives_signs_of_life() {
        let mut guard = RunGuard::default();
        assert!(!guard.is_alive(0));
        let run = guard.begin(0);
        assert!(guard.is_alive(DEAD_AFTER_MS - 1));
        assert!(!guard.is_alive(DEAD_AFTER_MS));
        assert!(guard.is_current(run, DEAD_AFTER_MS));
        assert!(guard.is_alive(DEAD_AFTER_MS));
        guard.end();
        assert!(!guard.is_alive(DEAD_AFTER_MS));
    }

    #[test]
    fn a_run_that_was_given_up_is_not_current() {
        let mut guard = RunGuard::default();
        let lost = guard.begin(0);
        let next = guard.begin(1);
        assert!(!guard.is_current(lost, DEAD_AFTER_MS));
        assert!(!guard.is_alive(DEAD_AFTER_MS + 1), "its signs of life are not the next one's");
        assert!(guard.is_current(next, DEAD_AFTER_MS + 1));
    }
}
