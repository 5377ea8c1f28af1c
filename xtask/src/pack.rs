//! The package as npm publishes it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{paths, run};

/// Packs the built package into a folder. Returns the path of the tarball.
pub fn pack(folder: &Path) -> Result<PathBuf> {
    let packed = run::capture(
        Command::new("npm")
            .args(["pack", "--ignore-scripts", "--silent", "--pack-destination"])
            .arg(folder)
            .current_dir(paths::at("pkg")),
    )?;
    ensure!(packed.success, "npm pack failed:\n{}", packed.text());
    Ok(folder.join(packed.stdout.trim()))
}

/// Installs a tarball in a new project of a folder. Nothing comes from the
/// network: the package needs nothing else.
pub fn install(tarball: &Path, folder: &Path) -> Result<()> {
    fs::write(folder.join("package.json"), r#"{ "private": true }"#)
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    let installed = run::capture(
        Command::new("npm")
            .args(["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"])
            .arg(tarball)
            .current_dir(folder),
    )?;
    ensure!(installed.success, "the tarball does not install:\n{}", installed.text());
    Ok(())
}
