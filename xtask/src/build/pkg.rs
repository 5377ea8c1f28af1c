//! The npm package: the core as WebAssembly, what explains as a module of its
//! own, then the TypeScript around them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::licenses;
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

/// For what is compiled for speed: what is rarely called stays out of what always is,
/// though it is called from there alone. An engine would compile it for the first
/// request, and spend registers on it for all others.
const FAST: [&str; 2] = ["-O3", "--one-caller-inline-max-function-size=30"];

/// For what is compiled for size: the smallest functions go where they are called,
/// which makes a search a third faster and the file a thirtieth larger.
const SMALL_YET_FAST: [&str; 3] =
    ["-O3", "--flexible-inline-max-function-size=40", "--always-inline-max-function-size=20"];

/// Where it is built.
const DIST: &str = "pkg/dist";

/// Builds it.
pub fn build() -> Result<()> {
    let dist = paths::at(DIST);
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("cannot empty {}", dist.display()))?;
    }

    module("countersign-wasm", "countersign", "npm", &FAST)?;
    module("countersign-explain-wasm", "explain", "explain", &SMALL_YET_FAST)?;

    run::slow(
        "building the TypeScript facade",
        Command::new(tools::any_node()?).arg("build.mjs").current_dir(paths::at("pkg")),
    )?;
    licenses::write(&dist, &["countersign-wasm", "countersign-explain-wasm"], &[&dist])
}

/// Compiles the bindings of a crate, each by itself: features that one of them
/// needs would make the other one larger.
fn module(krate: &str, name: &str, profile: &str, level: &[&str]) -> Result<()> {
    run::slow(
        &format!("compiling {krate} to WebAssembly"),
        Command::new(paths::cargo())
            .args(["build", "--profile", profile, "--target", tools::WASM_TARGET, "-p", krate])
            .current_dir(paths::root()),
    )?;
    let file = format!("{}.wasm", krate.replace('-', "_"));
    let compiled = paths::target().join(tools::WASM_TARGET).join(profile).join(file);
    let single = single_valued(&compiled)?;
    let out = paths::at(DIST).join("wasm");
    run::slow(
        "generating its JavaScript",
        Command::new(tools::WASM_BINDGEN.path()?)
            .args(["--target", "web", "--out-name", name, "--out-dir"])
            .args([&out, &single]),
    )?;
    let glue = fs::read_to_string(out.join(format!("{name}.js")))?;
    ensure!(
        glue.contains("__wbindgen_add_to_stack_pointer") && !glue.contains("__wbindgen_externrefs"),
        "the functions of {krate} have several results, which makes Node 20 start slowly"
    );
    optimise(&out.join(format!("{name}_bg.wasm")), level)
}

/// Takes from a module the list of what its compiler may use, whereupon wasm-bindgen
/// gives no function several results, and hands no object over as such. An engine
/// has one entry for all functions of numbers, but Node 20 compiles one for every
/// other signature before it does anything else: a millisecond at each start.
fn single_valued(compiled: &Path) -> Result<PathBuf> {
    let out = compiled.with_extension("single-valued.wasm");
    run::slow(
        "taking the list of its features from it",
        tools::script("wasm-opt")?
            .args(FEATURES)
            .args(["--strip-target-features", "--debuginfo"])
            .arg(compiled)
            .arg("-o")
            .arg(&out),
    )?;
    Ok(out)
}

fn optimise(wasm: &Path, level: &[&str]) -> Result<()> {
    run::slow(
        "optimising the WebAssembly",
        tools::script("wasm-opt")?
            .args(level)
            .arg("--strip-producers")
            .args(FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )
}
