//! The names that the modules of a crate declare and pass on, and where each leads.

use std::collections::{BTreeMap, BTreeSet};

/// A path, as it is written or from the crate's root.
pub type Path = Vec<String>;

/// How many re-exports of re-exports are followed.
const DEPTH: usize = 32;

/// A module: a file, or a part of one.
pub struct Module {
    /// From the crate's root.
    pub path: Path,
    /// The file that it is in.
    pub file: String,
    /// What it declares.
    pub items: BTreeSet<String>,
    /// What it has by another path.
    pub aliases: BTreeMap<String, Path>,
    /// What it has all names of.
    pub globs: Vec<Path>,
    /// Every path in it, with its line.
    pub uses: Vec<(Path, usize)>,
}

impl Module {
    /// A module without content.
    pub fn new(path: Path, file: &str) -> Self {
        Self {
            path,
            file: file.to_owned(),
            items: BTreeSet::new(),
            aliases: BTreeMap::new(),
            globs: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// The path of a module in it.
    pub fn child(&self, name: &str) -> Path {
        joined(&self.path, &[name.to_owned()])
    }
}

/// All modules of a crate.
#[derive(Default)]
pub struct Names(BTreeMap<Path, Module>);

impl Names {
    /// Adds a module.
    pub fn add(&mut self, module: Module) {
        self.0.insert(module.path.clone(), module);
    }

    /// Every module.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.0.values()
    }

    /// The file that declares what a path in a module names. None for a module as
    /// such, and for what is not of this crate.
    pub fn file<'a>(&'a self, module: &'a Module, path: &[String]) -> Option<&'a str> {
        self.find(module, path, DEPTH)
    }

    fn find<'a>(&'a self, module: &'a Module, path: &[String], depth: usize) -> Option<&'a str> {
        let (first, rest) = path.split_first()?;
        let depth = depth.checked_sub(1)?;
        match first.as_str() {
            "crate" => return self.find(self.0.get(&Vec::new())?, rest, depth),
            "self" => return self.find(module, rest, depth),
            "super" => {
                let (_, parent) = module.path.split_last()?;
                return self.find(self.0.get(parent)?, rest, depth);
            }
            _ => {}
        }
        // A function may have the name of the module that it is in.
        let child = self.0.get(&module.child(first));
        child
            .and_then(|child| self.find(child, rest, depth))
            .or_else(|| module.items.contains(first).then_some(module.file.as_str()))
            .or_else(|| self.find(module, &joined(module.aliases.get(first)?, rest), depth))
            .or_else(|| {
                let mut globs = module.globs.iter();
                globs.find_map(|glob| self.find(module, &joined(glob, path), depth))
            })
    }
}

fn joined(start: &[String], end: &[String]) -> Path {
    [start, end].concat()
}
