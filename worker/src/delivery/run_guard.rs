//! Which run of deliveries is at work, and whether it still lives.
//!
//! The runtime may end a run without a word. Nothing that only a run's end puts
//! right may then stand in the way of the next.

/// A run that gave no sign of life for so long is dead.
const DEAD_MS: i64 = 10_000;

/// A run of deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run(u64);

/// What is known of the latest run.
#[derive(Default)]
pub struct Runs {
    count: u64,
    /// Its latest sign of life; none once it ended.
    alive_at: Option<i64>,
}

impl Runs {
    /// Begins a run. Whoever begins it knows that an earlier one has ended or
    /// is dead: from here on that one is not the current one.
    pub fn begin(&mut self, now: i64) -> Run {
        self.count += 1;
        self.alive_at = Some(now);
        Run(self.count)
    }

    /// A run's sign of life; says whether it is the current one.
    pub fn is_current(&mut self, run: Run, now: i64) -> bool {
        let is_current = Run(self.count) == run;
        if is_current {
            self.alive_at = Some(now);
        }
        is_current
    }

    /// The current run ends.
    pub fn end(&mut self) {
        self.alive_at = None;
    }

    /// Whether a run is at work, which sees by itself what is new.
    pub fn is_alive(&self, now: i64) -> bool {
        self.alive_at.is_some_and(|at| now.saturating_sub(at) < DEAD_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lives_for_as_long_as_it_gives_signs_of_life() {
        let mut runs = Runs::default();
        assert!(!runs.is_alive(0));
        let run = runs.begin(0);
        assert!(runs.is_alive(DEAD_MS - 1));
        assert!(!runs.is_alive(DEAD_MS));
        assert!(runs.is_current(run, DEAD_MS));
        assert!(runs.is_alive(DEAD_MS));
        runs.end();
        assert!(!runs.is_alive(DEAD_MS));
    }

    #[test]
    fn one_that_was_given_up_is_not_current_any_more() {
        let mut runs = Runs::default();
        let lost = runs.begin(0);
        let next = runs.begin(1);
        assert!(!runs.is_current(lost, DEAD_MS));
        assert!(!runs.is_alive(DEAD_MS + 1), "its signs of life are not the next one's");
        assert!(runs.is_current(next, DEAD_MS + 1));
    }
}
