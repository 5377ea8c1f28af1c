//! Tools from npm, as `package-lock.json` pins them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::node::any_node;
use crate::{fingerprint::Fingerprint, paths, run};

/// Installs the tools that everything needs, if they are not installed yet.
pub fn npm() -> Result<()> {
    install("", "tools from npm (once; about 700 MB on disk)")
}

/// Installs what the lockfile of a folder says, if it is not installed yet.
///
/// No install script runs: the tools work without, as xtask calls the binaries
/// of the platforms' packages.
pub fn install(folder: &str, what: &str) -> Result<()> {
    let folder = Path::new(folder);
    let [manifest, lockfile] =
        ["package.json", "package-lock.json"].map(|file| folder.join(file).display().to_string());
    let wanted = Fingerprint::new().inputs(&[&manifest, &lockfile])?.finish();
    let folder = paths::root().join(folder);
    let stamp = folder.join("node_modules/.countersign");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if run::capture(Command::new("npm").arg("--version")).is_err() {
        bail!("npm is needed: install Node.js 20 or newer");
    }
    run::slow(
        &format!("installing {what}"),
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .args(["--include=dev", "--include=optional"])
            .current_dir(&folder),
    )?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A command for a tool that is a script for Node.
pub fn script(name: &str) -> Result<Command> {
    let mut command = Command::new(any_node()?);
    command.arg(existing(paths::modules().join(".bin").join(name))?);
    Ok(command)
}

/// The path of workerd: the program itself, not the script of the package
/// `workerd`, which would start it as a child.
pub fn workerd() -> Result<PathBuf> {
    let os = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "64",
    };
    existing(paths::modules().join(format!("@cloudflare/workerd-{os}-{arch}/bin/workerd")))
}

/// A path that must exist, where else a tool would go looking by itself.
pub fn existing(path: PathBuf) -> Result<PathBuf> {
    let name = path.strip_prefix(paths::root()).unwrap_or(Path::new(""));
    ensure!(path.exists(), "{} is missing: remove node_modules and try again", name.display());
    Ok(path)
}
