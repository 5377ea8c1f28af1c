//! `schemes`: what is written of the schemes, from the schemes themselves: the table
//! of the built-in ones, and for those who write their own the JSON Schema, the type
//! in TypeScript and the reference.

mod document;
mod reference;
mod shape;
mod typescript;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use countersign::Scheme;

use crate::paths;
use shape::Shapes;

/// The document that holds the reference.
const OWN_SCHEMES: &str = "docs/own-schemes.md";

/// Writes the files.
pub fn command() -> Result<()> {
    for (path, text) in files()? {
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Whether the files are what they would be written as.
pub fn check() -> Result<()> {
    for (path, text) in files()? {
        let known = fs::read_to_string(&path).unwrap_or_default();
        ensure!(known == text, "{} is stale; run: cargo xtask schemes", path.display());
    }
    Ok(())
}

fn files() -> Result<[(PathBuf, String); 4]> {
    let schema = serde_json::to_value(schemars::schema_for!(Scheme))?;
    let shapes = Shapes::new(&schema);
    let own = fs::read_to_string(paths::at(OWN_SCHEMES))?;
    Ok([
        (paths::at("docs/schemes.md"), document::document()?),
        (paths::at("docs/scheme.schema.json"), serde_json::to_string_pretty(&schema)? + "\n"),
        (paths::at("pkg/ts/scheme-definition.ts"), typescript::module(&shapes)?),
        (paths::at(OWN_SCHEMES), reference::put_into(&own, &shapes)?),
    ])
}
