//! The edge filter: one JavaScript module, its WebAssembly, and the page that it
//! serves.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use super::licenses;
use crate::{paths, run, tools};

/// Builds it into `worker/build`.
///
/// worker-build downloads whatever tool it does not find where it is told, so
/// each path is checked first. What the runtime sees is then put before what it made.
pub fn build() -> Result<()> {
    let worker_build = tools::WORKER_BUILD.path()?;
    let wasm_bindgen = tools::WASM_BINDGEN.path()?;
    let bin = |name| tools::existing(paths::modules().join(".bin").join(name));
    run::slow(
        "building the edge filter",
        Command::new(worker_build)
            .arg("--release")
            .env("WASM_BINDGEN_BIN", wasm_bindgen)
            .env("WASM_OPT_BIN", bin("wasm-opt")?)
            .env("ESBUILD_BIN", bin("esbuild")?)
            .current_dir(paths::at("worker")),
    )?;
    run::show(
        Command::new(bin("esbuild")?)
            .args(["host/main.mjs", "--bundle", "--minify", "--format=esm", "--log-level=warning"])
            .args(["--external:*.wasm", "--external:*.gz", "--external:cloudflare:workers"])
            .args(["--outfile=build/index.js", "--allow-overwrite"])
            .current_dir(paths::at("worker")),
    )?;
    fs::copy(
        paths::at("pages/debugger/dist/index.html.gz"),
        paths::at("worker/build/debugger.html.gz"),
    )
    .context("cannot put the page beside the Worker")?;
    strip_names()?;
    // The page is in it, with what explains.
    licenses::write(
        &paths::at("worker/build"),
        &["countersign-edge", "countersign-explain-wasm"],
        &[&paths::at("pages/debugger/dist")],
    )
}

/// Takes the names of functions out of the WebAssembly, which worker-build
/// keeps: they are a seventh of it, and only traces of faults show them.
fn strip_names() -> Result<()> {
    let wasm = paths::at("worker/build/index_bg.wasm");
    run::show(tools::script("wasm-opt")?.arg("--strip-debug").arg(&wasm).arg("-o").arg(&wasm))
}
