//! Where things are in the checkout.

use std::{
    env, io,
    path::{Path, PathBuf},
};

/// Folders that builds and tools write, in which no source is.
pub const WRITTEN: [&str; 5] = ["node_modules", "target", "dist", "worker/build", "__pycache__"];

/// The root of the repository. It is known from compile time, so that `serve`
/// works from any directory.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// A path in the repository.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// What xtask installs and remembers; safe to delete.
pub fn tools() -> PathBuf {
    at(".tools")
}

/// Where npm installs the tools that everything needs.
pub fn modules() -> PathBuf {
    at("node_modules")
}

/// Cargo's target directory.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| at("target"), |dir| root().join(dir))
}

/// The cargo that started this program.
pub fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// This program, for whoever has to call it again.
pub fn xtask() -> io::Result<PathBuf> {
    let path = env::current_exe()?;
    // So Linux marks the path once a build has put a new file there.
    let current = path.to_str().and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(current.map_or(path.clone(), PathBuf::from))
}
