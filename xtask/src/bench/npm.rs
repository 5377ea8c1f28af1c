//! The npm package. What is measured, and how, is in `benches/npm/`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::verdict::Verdict;
use crate::{
    build::{self, Part},
    paths,
    tools::{self, Node},
};

/// What the script ends with where targets are missed. An error ends it with 1.
const MISSED: i32 = 2;

/// Builds the package, installs its peers, and measures them on every Node.
pub fn run(quick: bool) -> Result<Verdict> {
    build::ensure(Part::Pkg)?;
    {
        let _lock = tools::lock()?;
        tools::install("benches/npm", "the peers of the npm package (once)")?;
    }
    let node = Node::V24.path()?;
    let status = Command::new(&node)
        .arg(paths::at("benches/npm/bench.mjs"))
        .args(quick.then_some("--quick"))
        .args([Node::V20.path()?, Node::V24.path()?])
        .status()
        .with_context(|| format!("cannot start {}", node.display()))?;
    match status.code() {
        Some(0) => Ok(Verdict::Holds),
        Some(MISSED) => Ok(Verdict::Missed),
        _ => bail!("the bench of the npm package failed ({status})"),
    }
}
