//! `THIRD-PARTY-LICENSES`: what of others is in an artefact, and under which terms.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{paths, run, tools};

/// The name of the file.
pub const FILE: &str = "THIRD-PARTY-LICENSES";

/// The name of the file in which a bundler says which npm packages it has taken in:
/// an array of their folders.
const BUNDLED: &str = "bundled.json";

/// One package of somebody else.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    terms: String,
    folder: PathBuf,
}

/// Writes the file into a folder: for the crates that are linked into some of ours, and
/// for the npm packages that the bundlers name in `bundled.json` of some folders.
pub fn write(folder: &Path, crates: &[&str], bundles: &[&Path]) -> Result<()> {
    let mut packages = BTreeSet::new();
    for krate in crates {
        packages.extend(linked(krate)?);
    }
    for bundle in bundles {
        packages.extend(bundled(bundle)?);
    }
    let file = folder.join(FILE);
    fs::write(&file, text(&packages)?).with_context(|| format!("cannot write {}", file.display()))
}

/// What of `cargo metadata` counts here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: PathBuf,
    /// None for those of this workspace.
    source: Option<String>,
}

/// The crates that are linked into one of ours for WebAssembly.
fn linked(krate: &str) -> Result<Vec<Package>> {
    let cargo = |arguments: &[&str]| -> Result<String> {
        let found = run::capture(
            Command::new(paths::cargo()).args(arguments).arg("--locked").current_dir(paths::root()),
        )?;
        ensure!(found.success, "cargo does not say what {krate} is made of:\n{}", found.text());
        Ok(found.stdout)
    };
    let tree = cargo(&[
        "tree",
        "--package",
        krate,
        "--target",
        tools::WASM_TARGET,
        "--edges=normal,no-proc-macro",
        "--prefix=none",
        "--format={p}",
    ])?;
    let metadata: Metadata = serde_json::from_str(&cargo(&["metadata", "--format-version=1"])?)?;
    let known: BTreeMap<_, _> = metadata
        .packages
        .into_iter()
        .map(|it| (format!("{} v{}", it.name, it.version), it))
        .collect();
    let names: BTreeSet<String> =
        tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let mut packages = Vec::new();
    for name in names {
        let found = known.get(&name).with_context(|| format!("cargo does not know {name}"))?;
        if found.source.is_none() {
            continue;
        }
        let folder = found.manifest_path.parent().context("a manifest is in a folder")?;
        packages.push(Package {
            name: found.name.clone(),
            version: found.version.clone(),
            terms: found.license.clone().unwrap_or_default(),
            folder: folder.to_owned(),
        });
    }
    Ok(packages)
}

/// What of a `package.json` counts here.
#[derive(Deserialize)]
struct Manifest {
    name: String,
    version: String,
    license: String,
}

/// The npm packages that a bundler has taken in.
fn bundled(folder: &Path) -> Result<Vec<Package>> {
    let file = folder.join(BUNDLED);
    let read = |file: &Path| {
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
    };
    let folders: Vec<PathBuf> = serde_json::from_str(&read(&file)?)?;
    let package = |folder: PathBuf| -> Result<Package> {
        let Manifest { name, version, license } =
            serde_json::from_str(&read(&folder.join("package.json"))?)?;
        Ok(Package { name, version, terms: license, folder })
    };
    folders.into_iter().map(package).collect()
}

/// Every package, and then each text once, with those that it is the terms of.
fn text(packages: &BTreeSet<Package>) -> Result<String> {
    let mut text = String::from("Countersign has code of others in it:\n\n");
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let Package { name, version, terms, .. } = package;
        writeln!(text, "  {name} {version}: {terms}")?;
        for terms in texts(package)? {
            owners.entry(terms).or_default().push(format!("{name} {version}"));
        }
    }
    let mut sections: Vec<_> = owners.into_iter().map(|(text, names)| (names, text)).collect();
    sections.sort();
    for (names, terms) in sections {
        write!(text, "\n{}\n{}\n\n{terms}\n", "-".repeat(80), names.join(", "))?;
    }
    Ok(text)
}

/// The texts of a package's terms. Of a choice that has MIT, that one is taken.
fn texts(package: &Package) -> Result<Vec<String>> {
    let Package { name, terms, folder, .. } = package;
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && is_of_terms(path))
        .collect();
    files.sort();
    let is_choice = (terms.contains(" OR ") || terms.contains('/')) && !terms.contains(" AND ");
    let of_mit = |path: &&PathBuf| file_name(path).contains("MIT");
    if let Some(mit) = files.iter().find(of_mit).filter(|_| is_choice) {
        files = vec![mit.clone()];
    }
    if files.is_empty() {
        return Ok(vec![format!(
            "{name} brings no text of its terms, {terms}: where they are MIT or Apache-2.0, \
             it is that of LICENSE-MIT or LICENSE-APACHE, with its authors as the holders."
        )]);
    }
    let read = |path: &PathBuf| {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(text.replace("\r\n", "\n").trim_matches('\n').to_owned())
    };
    files.iter().map(read).collect()
}

fn is_of_terms(path: &Path) -> bool {
    let name = file_name(path);
    ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|it| name.starts_with(it))
}

/// In capitals.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_crates_are_those_of_others_with_their_terms() -> Result<()> {
        let packages = linked("countersign-wasm")?;
        let terms =
            |name: &str| packages.iter().find(|it| it.name == name).map(|it| it.terms.as_str());
        assert_eq!(terms("subtle"), Some("BSD-3-Clause"));
        assert_eq!(terms("countersign"), None);
        // Runs in the compiler alone.
        assert_eq!(terms("serde_derive"), None);
        Ok(())
    }

    #[test]
    fn a_choice_with_mit_has_the_text_of_mit_alone() -> Result<()> {
        for package in linked("countersign-wasm")? {
            let texts = texts(&package)?;
            match package.name.as_str() {
                "sha2" => assert!(matches!(&texts[..], [mit] if mit.contains("Permission is"))),
                "subtle" => assert!(texts.iter().any(|text| text.contains("Redistribution"))),
                _ => assert!(!texts.is_empty(), "{}", package.name),
            }
        }
        Ok(())
    }
}
