//! The text of a tree's files, by their paths from the root of the repository.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use crate::paths;

const EXTENSIONS: [&str; 5] = ["rs", "ts", "tsx", "mjs", "js"];

/// What is in a folder.
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// Reads a folder and all folders in it.
    pub fn read(root: &Path, folder: &str) -> Result<Self> {
        let mut files = BTreeMap::new();
        walk(root, folder, &mut files)?;
        Ok(Self(files))
    }

    /// A made-up folder.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// The text of a file, if there is such a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every file, with its text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Whether a path is one of a source of ours, and not of what a build writes.
pub fn is_source(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.contains(&extension) && !Path::new(path).ancestors().any(is_written)
}

fn is_written(folder: &Path) -> bool {
    paths::WRITTEN.iter().any(|written| folder.ends_with(written))
}

fn walk(root: &Path, folder: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    let read = fs::read_dir(root.join(folder)).with_context(|| format!("cannot read {folder}"))?;
    for entry in read {
        let entry = entry?;
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.display());
        if entry.file_type()?.is_dir() {
            if !is_written(Path::new(&path)) {
                walk(root, &path, files)?;
            }
        } else if is_source(&path) {
            let text =
                fs::read_to_string(entry.path()).with_context(|| format!("cannot read {path}"))?;
            files.insert(path, text);
        }
    }
    Ok(())
}
