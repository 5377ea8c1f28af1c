//! What a file of a crate uses of the crate's other files.
//!
//! A name is followed through re-exports to the file that declares it, so that a
//! folder's `mod.rs`, and the crate's root, are users of what they pass on and not
//! what is used. What only tests compile is left out.

mod names;
mod reader;

use anyhow::{Context, Result, bail};

use super::{graph::Graph, sources::Sources};
use names::{Module, Names};

/// The files of the crate with this root.
pub fn graph(root: &str, sources: &Sources) -> Result<Graph> {
    let names = read(root, sources)?;
    let mut graph = Graph::default();
    for module in names.modules() {
        graph.file(&module.file);
        for (path, line) in &module.uses {
            if let Some(target) = names.file(module, path) {
                graph.arrow(&module.file, target, *line);
            }
        }
    }
    Ok(graph)
}

/// The modules of a crate, each with the names in it.
fn read(root: &str, sources: &Sources) -> Result<Names> {
    let mut names = Names::default();
    let mut waiting = vec![(Vec::new(), root.to_owned())];
    while let Some((path, file)) = waiting.pop() {
        let text = sources.text(&file).with_context(|| format!("{file} does not exist"))?;
        let parsed = syn::parse_file(text).with_context(|| format!("{file} is no Rust"))?;
        for (module, outside) in reader::modules(Module::new(path, &file), &parsed) {
            for child in outside {
                let file = file_of(&module, &child, sources)?;
                waiting.push((module.child(&child), file));
            }
            names.add(module);
        }
    }
    Ok(names)
}

/// Where a module lies that is declared without its content.
fn file_of(parent: &Module, name: &str, sources: &Sources) -> Result<String> {
    let (folder, file) = parent.file.rsplit_once('/').unwrap_or(("", &parent.file));
    let stem = file.trim_end_matches(".rs");
    let folder = match stem {
        "mod" | "lib" | "main" => folder.to_owned(),
        _ => format!("{folder}/{stem}"),
    };
    for path in [format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")] {
        if sources.text(&path).is_some() {
            return Ok(path);
        }
    }
    bail!("{} declares {name}, which has no file", parent.file)
}
