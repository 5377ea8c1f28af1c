//! Whether a scheme is data and nothing else: in a copy of the core, the data
//! file of a made-up scheme moves from the tests to the built-in schemes, and
//! its vectors pass. Without the file they fail.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{paths, run, scratch};

/// The one file, before and after.
const OUTSIDE: &str = "tests/schemes/acme.json";
const BUILT_IN: &str = "schemes/builtin/acme.json";

/// What the core and its vectors consist of, beside its suites, which Cargo
/// wants to see.
const CORE: [&str; 6] = ["Cargo.lock", "build.rs", "schemes", "src", "tests/vectors", "README.md"];

pub fn test() -> Result<()> {
    // Always at the same place, so that Cargo knows it again.
    let folder = paths::target().join("new-scheme");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let copy = folder.as_path();
    let core = CORE.iter().map(|path| (*path).to_owned());
    for path in core.chain(suites()?) {
        let from = paths::at(&path);
        if from.exists() {
            let to = copy.join(&path);
            fs::create_dir_all(to.parent().unwrap_or(copy))?;
            scratch::copy(&from, &to)?;
        }
    }
    fs::write(copy.join("Cargo.toml"), alone(&fs::read_to_string(paths::at("Cargo.toml"))?)?)?;

    let without = run::capture(&mut vectors(copy))?;
    ensure!(
        !without.success && without.text().contains("acme"),
        "without {BUILT_IN}, the vectors of acme should fail, and did not:\n{}",
        run::tail(&without.text(), 40)
    );
    eprintln!("    without {BUILT_IN}: the vectors of acme fail");

    fs::copy(paths::at(OUTSIDE), copy.join(BUILT_IN))
        .with_context(|| format!("cannot copy {OUTSIDE}"))?;
    let with = run::capture(&mut vectors(copy))?;
    ensure!(
        with.success,
        "with {BUILT_IN}, the vectors should pass:\n{}",
        run::tail(&with.text(), 40)
    );
    eprintln!("    with that one file added, and nothing else changed: they pass");
    Ok(())
}

/// The core's suites: every file in `tests/`.
fn suites() -> Result<Vec<String>> {
    let mut suites = Vec::new();
    for entry in fs::read_dir(paths::at("tests"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rs") {
            suites.push(format!("tests/{name}"));
        }
    }
    Ok(suites)
}

fn vectors(copy: &Path) -> Command {
    let mut command = Command::new(paths::cargo());
    command
        .args(["test", "--test", "vectors"])
        .current_dir(copy)
        // The other suites have compiled the dependencies there.
        .env("CARGO_TARGET_DIR", paths::target());
    command
}

/// The root manifest without the other members of the workspace.
fn alone(manifest: &str) -> Result<String> {
    let members = manifest.lines().find(|line| line.starts_with("members = "));
    let members = members.context("Cargo.toml has no line of workspace members")?;
    Ok(manifest.replacen(members, "members = [\".\"]", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_members_change() -> Result<()> {
        let manifest = "[workspace]\nmembers = [\".\", \"a\"]\nresolver = \"3\"\n";
        assert_eq!(alone(manifest)?, "[workspace]\nmembers = [\".\"]\nresolver = \"3\"\n");
        assert!(alone("[package]\n").is_err());
        Ok(())
    }
}
