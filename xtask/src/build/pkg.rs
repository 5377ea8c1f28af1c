//! The npm package: the core as WebAssembly, then the TypeScript around it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{paths, run, tools};

/// What the compiler may use, and wasm-opt must therefore understand. Named
/// one by one, so that wasm-opt adds nothing that an older engine lacks.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Builds it into `pkg/dist`.
pub fn build() -> Result<()> {
    let wasm_bindgen = tools::WASM_BINDGEN.path()?;
    let dist = paths::at("pkg/dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("cannot empty {}", dist.display()))?;
    }

    run::slow(
        "compiling the bindings to WebAssembly",
        Command::new(paths::cargo())
            .args(["build", "--release", "--target", tools::WASM_TARGET, "-p", "countersign-wasm"])
            .current_dir(paths::root()),
    )?;
    let compiled =
        paths::target().join(tools::WASM_TARGET).join("release").join("countersign_wasm.wasm");
    let out = dist.join("wasm");
    run::slow(
        "generating their JavaScript",
        Command::new(wasm_bindgen)
            .args(["--target", "web", "--out-name", "countersign", "--out-dir"])
            .args([&out, &compiled]),
    )?;
    optimise(&out.join("countersign_bg.wasm"))?;

    run::slow(
        "building the TypeScript facade",
        Command::new(tools::any_node()?).arg("build.mjs").current_dir(paths::at("pkg")),
    )
}

fn optimise(wasm: &Path) -> Result<()> {
    run::slow(
        "optimising the WebAssembly",
        tools::script("wasm-opt")?
            .args(["-O3", "--strip-producers"])
            .args(FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )
}
