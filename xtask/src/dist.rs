//! `dist`: a folder that runs the edge filter on the npm package `workerd`,
//! without this repository. Its files are in `xtask/dist/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    build::{self, Part},
    paths, run, workerd,
    wrangler::{CONFIG_VAR, Wrangler},
};

/// What the folder has as it is here.
const FILES: [&str; 4] = ["README.md", "countersign.service", "secrets.env.example", "start.mjs"];

/// What the folder has of the built Worker.
const BUNDLE: [&str; 4] = ["index.js", "index_bg.wasm", "debugger.html.gz", build::licenses::FILE];

#[derive(clap::Args)]
pub struct Args {
    /// The folder to make; what it has of an earlier one is replaced
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
}

pub fn command(args: &Args) -> Result<()> {
    build::ensure(Part::Worker)?;
    let out = &args.out;
    let worker = out.join("worker");
    fs::create_dir_all(&worker).with_context(|| format!("cannot create {}", worker.display()))?;

    for name in FILES {
        copy(&paths::at("xtask/dist").join(name), &out.join(name))?;
    }
    for name in BUNDLE {
        copy(&paths::at("worker/build").join(name), &worker.join(name))?;
    }
    let mut wrangler = Wrangler::read(&paths::at("wrangler.toml"))?;
    let config = wrangler.vars.remove(CONFIG_VAR).unwrap_or_default();
    // What the operator has edited stays.
    if !out.join("config.json").exists() {
        write(&out.join("config.json"), &pretty(&config)?)?;
    }
    wrangler.vars.clear();
    // `start.mjs` puts the real paths in, and what else the Worker is bound to.
    let template = workerd::config(&wrangler, &[], Path::new("/@worker@"), Path::new("/@objects@"));
    write(&worker.join("workerd.capnp"), &template)?;
    package(out)?;
    run::say(&format!("{} is ready; its README.md says how it runs", out.display()));
    Ok(())
}

/// What npm needs to install workerd, in the version that the tests run on.
fn package(out: &Path) -> Result<()> {
    let read = |name| -> Result<Value> {
        Ok(serde_json::from_str(&fs::read_to_string(paths::at(name))?)?)
    };
    let manifest = read("package.json")?;
    let version = manifest.pointer("/devDependencies/workerd").context("no workerd")?;
    let package = json!({
        "name": "countersign-edge",
        "private": true,
        "type": "module",
        "engines": { "node": ">=20.12" },
        "scripts": { "start": "node start.mjs" },
        "dependencies": { "workerd": version },
    });

    // The entries of this repository's lockfile carry the checksums.
    let mut lock = read("package-lock.json")?;
    let entries = lock.pointer_mut("/packages").and_then(Value::as_object_mut);
    let entries = entries.context("package-lock.json has no packages")?;
    entries.retain(|path, _| {
        let name = path.strip_prefix("node_modules/").unwrap_or_default();
        name == "workerd" || name.starts_with("@cloudflare/workerd-")
    });
    for entry in entries.values_mut().filter_map(Value::as_object_mut) {
        entry.remove("dev");
    }
    entries.insert(String::new(), package.clone());
    let lock = json!({
        "name": "countersign-edge",
        "lockfileVersion": 3,
        "requires": true,
        "packages": entries,
    });
    write(&out.join("package.json"), &pretty(&package)?)?;
    write(&out.join("package-lock.json"), &pretty(&lock)?)
}

fn pretty(value: &Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).with_context(|| format!("cannot write {}", to.display()))
}

fn write(to: &Path, text: &str) -> Result<()> {
    fs::write(to, text).with_context(|| format!("cannot write {}", to.display()))
}
