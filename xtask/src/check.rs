//! `check`: everything that is wrong without running it.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::{
    build::{self, Part},
    layers, paths, problems, run, schemes,
    summary::{
        Outcome::{self, Passed, Skipped},
        Summary,
    },
    tools,
};

pub fn command(step: Option<String>) -> Result<()> {
    let mut summary = Summary::only(step);
    summary.step("build", || passes(Part::ALL.into_iter().try_for_each(build::ensure)));
    summary.step("format", || cargo(&["fmt", "--all", "--check"]));
    summary.step("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
    });
    summary.step("clippy on WebAssembly", clippy_wasm);
    summary.step("rustdoc", rustdoc);
    summary.step("licences, bans, sources", || deny(&["bans", "licenses", "sources"]));
    summary.step("advisories", advisories);
    summary.step("layers", || passes(layers::check()));
    summary.step("schemes are documented", || passes(schemes::check()));
    summary.step("problems are generated", || passes(problems::check()));
    summary.step("vectors are generated", || generated("tests/vectors/generate.py"));
    summary.step("the catalogue's requests are generated", || {
        generated("tests/catalogue/generate.py")
    });
    summary.step("the corpus is generated", || generated("tests/explain/generate.py"));
    summary.step("types", || script("tsc", &["--noEmit", "-p", "pkg/tsconfig.json"]));
    summary.step("types of the page", || {
        script("tsc", &["--noEmit", "-p", "pages/debugger/tsconfig.json"])
    });
    summary.step("links of the documents", links);
    summary.step("publint", || script("publint", &["pkg"]));
    summary.step("are the types wrong", || script("attw", &["--pack", "pkg"]));
    summary.step("size budgets", sizes);
    summary.finish()
}

fn passes(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Passed)
}

fn cargo(args: &[&str]) -> Result<Outcome> {
    passes(run::show(Command::new(paths::cargo()).args(args).current_dir(paths::root())))
}

fn clippy_wasm() -> Result<Outcome> {
    let target = ["--target", tools::WASM_TARGET];
    let crates =
        ["-p", "countersign-wasm", "-p", "countersign-explain-wasm", "-p", "countersign-edge"];
    cargo(&[&["clippy"], &crates[..], &target, &["--", "-D", "warnings"]].concat())
}

fn rustdoc() -> Result<Outcome> {
    passes(run::show(
        Command::new(paths::cargo())
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings")
            .current_dir(paths::root()),
    ))
}

fn cargo_deny(checks: &[&str]) -> Result<Command> {
    let mut command = {
        let _lock = tools::lock()?;
        Command::new(tools::CARGO_DENY.path()?)
    };
    command.arg("check").args(checks).current_dir(paths::root());
    Ok(command)
}

fn deny(checks: &[&str]) -> Result<Outcome> {
    passes(run::show(&mut cargo_deny(checks)?))
}

/// The advisories are in a repository of their own, which cannot be fetched
/// from everywhere.
fn advisories() -> Result<Outcome> {
    let checked = run::capture(&mut cargo_deny(&["advisories"])?)?;
    if checked.success {
        return Ok(Passed);
    }
    let text = checked.text();
    if text.contains("failed to fetch advisory database") {
        return Ok(Skipped("the advisory database cannot be fetched from here".into()));
    }
    eprintln!("{}", run::tail(&text, 60));
    anyhow::bail!("cargo-deny check advisories failed")
}

/// Whether what a script writes is what is there.
fn generated(script: &str) -> Result<Outcome> {
    if run::capture(Command::new("python3").arg("--version")).is_err() {
        return Ok(Skipped("python3 is not here".into()));
    }
    passes(run::show(Command::new("python3").args([script, "--check"]).current_dir(paths::root())))
}

fn script(name: &str, args: &[&str]) -> Result<Outcome> {
    passes(run::show(tools::script(name)?.args(args).current_dir(paths::root())))
}

/// Whether what the documents link to is there, headings too.
fn links() -> Result<Outcome> {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "docs",
        "pkg/README.md",
    ];
    script("remark", &[&["--frail", "--quiet"], &documents[..]].concat())
}

fn sizes() -> Result<Outcome> {
    let mut kept = true;
    for budget in Part::ALL.iter().flat_map(|part| part.budgets()) {
        kept &= budget.report()?;
    }
    ensure!(kept, "over budget");
    Ok(Passed)
}
