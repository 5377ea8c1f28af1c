//! The programs that run tests, with what the tests find in their environment.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    thread::available_parallelism,
};

use anyhow::{Context, Result, ensure};

use crate::{
    build, paths,
    tools::{self, Node},
};

/// Cargo, in the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(paths::cargo());
    command.current_dir(paths::root());
    command
}

/// How many files of a suite run at once.
#[derive(Clone, Copy)]
pub enum AtOnce {
    /// One, for what measures time.
    One,
    /// One a core, for what computes.
    Cores,
    /// Two a core, for what mostly waits.
    TwoACore,
}

impl AtOnce {
    fn count(self) -> usize {
        let cores = available_parallelism().map_or(1, NonZero::get);
        match self {
            Self::One => 1,
            Self::Cores => cores,
            Self::TwoACore => 2 * cores,
        }
    }
}

/// `node --test`, with what the suites find in their environment. What they need is
/// built by now, and `serve` need not look again whether it is.
pub fn node_test(node: Node, at_once: AtOnce) -> Result<Command> {
    let mut command = Command::new(node.path()?);
    command
        .arg("--test")
        .arg(format!("--test-concurrency={}", at_once.count()))
        .current_dir(paths::root())
        .env("COUNTERSIGN_ROOT", paths::root())
        .env("COUNTERSIGN_XTASK", paths::xtask()?)
        .env(build::IS_BUILT, "1")
        .env("COUNTERSIGN_NODE20", Node::V20.path()?)
        .env("COUNTERSIGN_NODE24", Node::V24.path()?)
        .env("COUNTERSIGN_WORKERD", tools::workerd()?);
    Ok(command)
}

/// The tests in a folder, sorted. Node 20 knows no patterns. No test at all
/// would pass, so it is an error.
pub fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let name = folder.display();
    let mut files = fs::read_dir(folder)
        .with_context(|| format!("cannot read {name}"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    ensure!(!files.is_empty(), "no *.test.mjs in {name}");
    files.sort();
    Ok(files)
}

/// `node --test` for what needs the packed package.
pub fn packed_test(tarball: &Path) -> Result<Command> {
    {
        let _lock = tools::lock()?;
        tools::install(
            "tests/package",
            "bundlers and runtimes from npm (once; about 300 MB on disk)",
        )?;
    }
    let mut command = node_test(Node::V24, AtOnce::Cores)?;
    command
        .env("COUNTERSIGN_CHROMIUM", tools::CHROMIUM.path()?)
        .env("COUNTERSIGN_TARBALL", tarball);
    Ok(command)
}
