//! `bench edge`: the edge filter on workerd. What is measured, and how, is in
//! `benches/edge/`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::verdict::Verdict;
use crate::{
    build::{self, Part},
    paths,
    tools::{self, Node},
};

/// The script's exit status where a target is missed.
const MISSED: i32 = 2;

/// Measures, and writes `docs/benchmarks-edge.md` unless it is a quick try.
pub fn run(quick: bool) -> Result<Verdict> {
    build::ensure(Part::Worker)?;
    let node = Node::V24.path()?;
    let mut command = Command::new(&node);
    command.arg(paths::at("benches/edge/main.mjs")).env("COUNTERSIGN_WORKERD", tools::workerd()?);
    if quick {
        command.args(["--rounds", "3", "--requests", "500"]);
    } else {
        command.arg("--out").arg(paths::at("docs/benchmarks-edge.md"));
    }
    let status = command.status().with_context(|| format!("cannot start {}", node.display()))?;
    match status.code() {
        Some(0) => Ok(Verdict::Holds),
        Some(MISSED) => Ok(Verdict::Missed),
        _ => bail!("the bench broke off ({status})"),
    }
}
