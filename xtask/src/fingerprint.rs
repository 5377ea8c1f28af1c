//! What an output was made from, as one digest: it is up to date while the
//! digest of its inputs, and its own, are what the stamp says.
//!
//! Content counts, not times, so a fresh checkout or a touched file rebuilds
//! nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths;

/// A digest in the making.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a text, such as a version.
    pub fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// Adds files, and folders with all that is in them except build outputs.
    /// The paths are relative to the root; what does not exist counts as such.
    pub fn inputs(mut self, paths: &[&str]) -> Result<Self> {
        for path in paths {
            self = self.tree(&paths::at(path), &paths::WRITTEN)?;
        }
        Ok(self)
    }

    /// Adds a folder of outputs, whole.
    pub fn outputs(self, folder: &Path) -> Result<Self> {
        self.tree(folder, &[])
    }

    /// The digest.
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }

    fn tree(mut self, path: &Path, ignored: &[&str]) -> Result<Self> {
        let name = path.strip_prefix(paths::root()).unwrap_or(path);
        self = self.text(&name.to_string_lossy());
        if path.is_dir() {
            for entry in entries(path, ignored)? {
                self = self.tree(&entry, ignored)?;
            }
        } else if path.exists() {
            let content =
                fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            self.0.update(content.len().to_le_bytes());
            self.0.update(content);
        }
        Ok(self)
    }
}

/// What a folder holds, sorted by name.
fn entries(folder: &Path, ignored: &[&str]) -> Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.retain(|path| !ignored.iter().any(|ignored| path.ends_with(ignored)));
    entries.sort();
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_between_texts_count() {
        let joined = Fingerprint::new().text("ab").text("c").finish();
        let split = Fingerprint::new().text("a").text("bc").finish();
        assert_ne!(joined, split);
    }

    #[test]
    fn content_and_absence_count() -> Result<()> {
        let of = |paths: &[&str]| anyhow::Ok(Fingerprint::new().inputs(paths)?.finish());
        assert_eq!(of(&["xtask/src"])?, of(&["xtask/src"])?);
        assert_ne!(of(&["xtask/src"])?, of(&["xtask/src/main.rs"])?);
        assert_ne!(of(&["no such file"])?, of(&[])?);
        Ok(())
    }
}
