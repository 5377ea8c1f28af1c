//! Runs steps one after the other, and sums them up at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::run;

/// How a step ended.
pub enum Outcome {
    /// As it should.
    Passed,
    /// Not at all, for this reason.
    Skipped(String),
}

/// The steps so far.
#[derive(Default)]
pub struct Summary {
    rows: Vec<Row>,
    only: Option<String>,
}

struct Row {
    name: &'static str,
    verdict: String,
    failed: bool,
    time: Duration,
}

impl Summary {
    /// For the steps that have this in their names.
    pub fn only(part: Option<String>) -> Self {
        Self { only: part, ..Self::default() }
    }

    /// Runs a step. One that fails does not stop the others.
    pub fn step(&mut self, name: &'static str, step: impl FnOnce() -> Result<Outcome>) {
        if self.only.as_ref().is_some_and(|part| !name.contains(part)) {
            return;
        }
        run::say(name);
        let start = Instant::now();
        let (verdict, failed) = match step() {
            Ok(Outcome::Passed) => ("pass".to_owned(), false),
            Ok(Outcome::Skipped(why)) => (format!("skipped: {why}"), false),
            Err(error) => (format!("FAIL: {error:#}"), true),
        };
        self.rows.push(Row { name, verdict, failed, time: start.elapsed() });
    }

    /// Prints what became of each step; an error if one failed.
    pub fn finish(self) -> Result<()> {
        ensure!(!self.rows.is_empty(), "there is no such step");
        eprintln!("\n{}", self.table());
        let failed = self.rows.iter().filter(|row| row.failed).count();
        if failed > 0 {
            bail!("{failed} of {} failed", self.rows.len());
        }
        Ok(())
    }

    fn table(&self) -> String {
        let width = self.rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
        let line = |row: &Row| {
            let seconds = row.time.as_secs_f64();
            format!("{:width$}  {seconds:6.1} s  {}", row.name, row.verdict)
        };
        self.rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_failure_counts_and_does_not_stop() {
        let mut summary = Summary::default();
        summary.step("first", || Err(anyhow!("broken")));
        summary.step("2nd", || Ok(Outcome::Passed));
        summary.step("third", || Ok(Outcome::Skipped("no tool".into())));
        let table = summary.table();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "first     0.0 s  FAIL: broken",
                "2nd       0.0 s  pass",
                "third     0.0 s  skipped: no tool",
            ]
        );
        assert_eq!(summary.finish().map_err(|e| e.to_string()), Err("1 of 3 failed".into()));
    }

    #[test]
    fn one_step_alone_runs_by_a_part_of_its_name() {
        let mut summary = Summary::only(Some("lay".into()));
        summary.step("build", || Err(anyhow!("broken")));
        summary.step("layers", || Ok(Outcome::Passed));
        assert_eq!(summary.table(), "layers     0.0 s  pass");
        assert!(summary.finish().is_ok());
        assert!(Summary::only(Some("none".into())).finish().is_err());
    }
}
