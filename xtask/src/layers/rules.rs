//! What may use what, as `xtask/layers.toml` says it.

use std::{cmp::Ordering, collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::graph::Graph;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Each is checked by itself.
    #[serde(rename = "tree")]
    pub trees: Vec<Tree>,
}

impl Rules {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
        toml::from_str(&text).with_context(|| format!("{name} is wrong"))
    }
}

/// A crate, or a folder of scripts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// The root file of a crate, or a folder of scripts.
    pub root: String,
    /// Each may use those before it, and not what stands in the same row. Without
    /// any, circles alone are looked for.
    #[serde(default)]
    pub layers: Vec<Vec<String>>,
    /// What of other trees its scripts may use.
    #[serde(default)]
    pub uses: Vec<String>,
    /// What its scripts import under another name than its path.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
}

impl Tree {
    /// Whether it is a crate.
    pub fn is_rust(&self) -> bool {
        self.root.ends_with(".rs")
    }

    /// The folder that its files are in.
    pub fn folder(&self) -> &str {
        if self.is_rust() {
            self.root.rsplit_once('/').map_or("", |(folder, _)| folder)
        } else {
            &self.root
        }
    }

    /// The layer of a file, and the part of it. The longest name that fits counts,
    /// so that a file may be in another layer than the rest of its folder.
    fn place(&self, file: &str) -> Option<(usize, &str)> {
        let path = file.strip_prefix(self.folder())?.strip_prefix('/')?;
        let rows = self.layers.iter().enumerate();
        let parts =
            rows.flat_map(|(row, parts)| parts.iter().map(move |part| (row, part.as_str())));
        parts.filter(|(_, part)| fits(part, path)).max_by_key(|(_, part)| part.len())
    }
}

/// Whether a path is a part: the folder of this name, or the file of it.
fn fits(part: &str, path: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.starts_with(['/', '.']))
}

/// The arrows that the rules forbid, and the files that have no place in them.
pub fn faults(tree: &Tree, graph: &Graph) -> Vec<String> {
    let mut faults: Vec<_> = graph
        .files()
        .filter(|file| !tree.layers.is_empty() && tree.place(file).is_none())
        .map(|file| format!("{file} is in no layer of xtask/layers.toml"))
        .collect();
    for arrow in graph.arrows() {
        if let Some(why) = forbidden(tree, graph, arrow.from, arrow.to) {
            faults.push(format!("{}:{} uses {}, which {why}", arrow.from, arrow.line, arrow.to));
        }
    }
    faults
}

/// Why a file may not use another, if it may not.
fn forbidden(tree: &Tree, graph: &Graph, user: &str, used: &str) -> Option<&'static str> {
    if !graph.has(used) {
        let inside = used.strip_prefix(tree.folder()).is_some_and(|rest| rest.starts_with('/'));
        let named = tree.uses.iter().any(|part| fits(part, used));
        return match (inside, named) {
            (true, _) => Some("does not exist"),
            (false, false) => Some("is of another tree"),
            (false, true) => None,
        };
    }
    let ((from, user), (to, used)) = (tree.place(user)?, tree.place(used)?);
    match to.cmp(&from) {
        Ordering::Greater => Some("comes after it"),
        Ordering::Equal if user != used => Some("is beside it"),
        _ => None,
    }
}
