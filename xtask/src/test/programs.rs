//! The programs that run tests, with what the tests find in their environment.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    pack, paths,
    tools::{self, Node},
};

/// Cargo, in the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(paths::cargo());
    command.current_dir(paths::root());
    command
}

/// `node --test`, with what the suites find in their environment.
pub fn node_test(node: Node) -> Result<Command> {
    let mut command = Command::new(node.path()?);
    command
        .arg("--test")
        .current_dir(paths::root())
        .env("COUNTERSIGN_ROOT", paths::root())
        .env("COUNTERSIGN_XTASK", paths::xtask()?)
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

/// `node --test` for what needs the packed package, which it leaves in a folder.
pub fn packed_test(folder: &Path) -> Result<Command> {
    {
        let _lock = tools::lock()?;
        tools::install(
            "tests/package",
            "bundlers and runtimes from npm (once; about 300 MB on disk)",
        )?;
    }
    let mut command = node_test(Node::V24)?;
    command
        .env("COUNTERSIGN_CHROMIUM", tools::CHROMIUM.path()?)
        .env("COUNTERSIGN_TARBALL", pack::pack(folder)?);
    Ok(command)
}
