//! The tools that builds and tests need: each pinned, installed once into the
//! checkout, and used from there.

mod cargo;
mod node;
mod npm;
mod schemathesis;
mod system;

use std::{
    fs::{self, File},
    path::PathBuf,
};

use anyhow::{Context, Result};

use crate::paths;

pub use cargo::{CargoTool, WASM_TARGET, rust_target};
pub use node::{Node, any_node};
pub use npm::{existing, install, npm, script, workerd};
pub use schemathesis::schemathesis;
pub use system::{CHROMIUM, REDIS};

/// The version of the wasm-bindgen library must be the same.
pub const WASM_BINDGEN: CargoTool = CargoTool {
    krate: "wasm-bindgen-cli",
    binary: "wasm-bindgen",
    version: "0.2.129",
    // Its default features are a test runner that downloads a browser driver.
    options: &["--no-default-features"],
};

/// Makes the bundle of a Worker. The version of the `worker` library must match.
pub const WORKER_BUILD: CargoTool =
    CargoTool { krate: "worker-build", binary: "worker-build", version: "0.8.7", options: &[] };

/// Checks licences, sources and advisories of dependencies.
pub const CARGO_DENY: CargoTool =
    CargoTool { krate: "cargo-deny", binary: "cargo-deny", version: "0.20.2", options: &[] };

/// Held while tools are installed or parts built, so that two commands at once
/// do not write to the same place.
pub struct Lock(#[expect(dead_code, reason = "the lock is released when the file is closed")] File);

/// Waits for the lock.
pub fn lock() -> Result<Lock> {
    fs::create_dir_all(paths::tools())?;
    let path: PathBuf = paths::tools().join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(Lock(file))
}
