//! The search of `explain`. What is measured is in `benches/explain/`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::verdict::Verdict;
use crate::{
    build::{self, Part},
    paths,
    tools::Node,
};

/// What the script ends with where targets are missed. An error ends it with 1.
const MISSED: i32 = 2;

/// Builds the package, and measures it.
pub fn run(quick: bool) -> Result<Verdict> {
    build::ensure(Part::Pkg)?;
    let node = Node::V24.path()?;
    let status = Command::new(&node)
        .arg(paths::at("benches/explain/bench.mjs"))
        .args(quick.then_some("--quick"))
        .status()
        .with_context(|| format!("cannot start {}", node.display()))?;
    match status.code() {
        Some(0) => Ok(Verdict::Holds),
        Some(MISSED) => Ok(Verdict::Missed),
        _ => bail!("the bench of explain failed ({status})"),
    }
}
