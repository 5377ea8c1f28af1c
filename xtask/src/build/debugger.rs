//! The signature debugger: a page that is one file.

use std::process::Command;

use anyhow::Result;

use super::licenses;
use crate::{paths, run, tools};

/// Builds it into `pages/debugger/dist`.
pub fn build() -> Result<()> {
    tools::install("pages/debugger", "the page's libraries from npm (once; about 60 MB on disk)")?;
    let folder = paths::at("pages/debugger");
    let vite = tools::existing(folder.join("node_modules/vite/bin/vite.js"))?;
    run::slow(
        "building the signature debugger",
        Command::new(tools::any_node()?)
            .arg(vite)
            .args(["build", "--logLevel", "warn"])
            .current_dir(folder),
    )?;
    let dist = paths::at("pages/debugger/dist");
    licenses::write(&dist, &["countersign-explain-wasm"], &[&dist])
}
