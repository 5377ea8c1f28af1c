//! Tools from crates.io, and the compiler's WebAssembly target.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{paths, run};

/// The target of everything that runs in a JavaScript engine.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program that a crate provides.
pub struct CargoTool {
    /// The crate.
    pub krate: &'static str,
    /// The program.
    pub binary: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// Further options for `cargo install`.
    pub options: &'static [&'static str],
}

impl CargoTool {
    /// The path of the program, which is installed if it is not there.
    ///
    /// The version is part of the path, and cargo moves the program there only
    /// once it is built, so the path alone says that it is the right one.
    pub fn path(&self) -> Result<PathBuf> {
        let name = format!("{}-{}", self.krate, self.version);
        let root = paths::tools().join(&name);
        let binary = root.join("bin").join(self.binary);
        if !binary.exists() {
            self.install(&root)?;
        }
        Ok(binary)
    }

    fn install(&self, root: &Path) -> Result<()> {
        // Removed below: it is large, and of no use until the next version.
        let target = paths::tools().join("target");
        run::slow(
            &format!("installing {} {} (once; a minute or two)", self.krate, self.version),
            Command::new(paths::cargo())
                .args(["install", "--locked", "--debug", "--version", self.version])
                .args(["--bin", self.binary])
                .args(self.options)
                .arg("--root")
                .arg(root)
                .arg(self.krate)
                // It runs seldom: to build it fast matters more than its speed.
                .env("CARGO_PROFILE_DEV_DEBUG", "false")
                .env("CARGO_TARGET_DIR", &target),
        )?;
        fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))
    }
}

/// Installs the compiler's WebAssembly target if it is missing.
pub fn rust_target() -> Result<()> {
    let libraries = run::capture(Command::new("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))?;
    if libraries.success && Path::new(libraries.stdout.trim()).exists() {
        return Ok(());
    }
    if run::capture(Command::new("rustup").arg("--version")).is_err() {
        bail!(
            "the Rust target {WASM_TARGET} is missing, and rustup is not here to add it: \
             install it the way Rust itself was installed"
        );
    }
    run::slow(
        &format!("adding the Rust target {WASM_TARGET} (once)"),
        Command::new("rustup").args(["target", "add", WASM_TARGET]).current_dir(paths::root()),
    )
}
