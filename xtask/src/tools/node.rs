//! The versions of Node that the package is tested on.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use crate::{paths, run};

/// A release line of Node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The oldest that the package supports.
    V20,
    /// The one that tools and the other suites run on.
    V24,
}

impl Node {
    const fn major(self) -> u32 {
        match self {
            Self::V20 => 20,
            Self::V24 => 24,
        }
    }

    /// The program: from npm where it has one for this platform, else the
    /// `node` in PATH if that is of this line.
    pub fn path(self) -> Result<PathBuf> {
        let major = self.major();
        let arch = match env::consts::ARCH {
            "x86_64" => "x64",
            "aarch64" => "arm64",
            other => other,
        };
        let package = format!("node-{major}-{}-{arch}", env::consts::OS);
        let packaged = paths::modules().join(package).join("bin/node");
        if packaged.exists() {
            return Ok(packaged);
        }
        match in_path() {
            Some((path, version)) if version == major => Ok(path),
            _ => bail!("Node {major} is needed: npm has none for this platform, nor has PATH"),
        }
    }
}

/// The `node` in PATH if the tools run on it, else the one from npm.
pub fn any_node() -> Result<PathBuf> {
    match in_path() {
        Some((path, version)) if version >= Node::V20.major() => Ok(path),
        _ => Node::V24.path(),
    }
}

/// The `node` in PATH, and its major version.
fn in_path() -> Option<(PathBuf, u32)> {
    let version = run::capture(Command::new("node").arg("--version")).ok()?.stdout;
    let (major, _) = version.trim().strip_prefix('v')?.split_once('.')?;
    Some(("node".into(), major.parse().ok()?))
}
