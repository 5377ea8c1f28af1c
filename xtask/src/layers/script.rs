//! What a TypeScript or JavaScript file imports, types included.

use super::{
    graph::Graph,
    rules::Tree,
    sources::{Sources, is_source},
};

/// What stands before the name of what is imported.
const IMPORTS: [&str; 3] = ["from \"", "import \"", "import(\""];

/// The scripts of a tree. Packages, and what builds write, are left out.
pub fn graph(tree: &Tree, sources: &Sources) -> Graph {
    let mut graph = Graph::default();
    for (file, text) in sources.files().filter(|(file, _)| !file.ends_with(".rs")) {
        graph.file(file);
        for (line, name) in imports(text) {
            let target = tree.aliases.get(name).cloned().or_else(|| relative(file, name));
            if let Some(target) = target.filter(|target| is_source(target)) {
                graph.arrow(file, &written(target, sources), line);
            }
        }
    }
    graph
}

/// The names of what is imported, with the lines that they are on.
fn imports(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for rest in IMPORTS.iter().flat_map(|import| line.split(import).skip(1)) {
            found.extend(rest.split_once('"').map(|(name, _)| (number, name)));
        }
    }
    found
}

/// The path of what a file imports by a relative one.
fn relative(file: &str, name: &str) -> Option<String> {
    if !name.starts_with('.') {
        return None;
    }
    let mut path: Vec<_> = file.split('/').collect();
    path.pop();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(step),
        }
    }
    Some(path.join("/"))
}

/// The TypeScript that is imported by the name of what it is compiled to.
fn written(target: String, sources: &Sources) -> String {
    let typescript = target.strip_suffix(".js").map(|stem| format!("{stem}.ts"));
    match typescript {
        Some(file) if sources.text(&target).is_none() => file,
        _ => target,
    }
}
