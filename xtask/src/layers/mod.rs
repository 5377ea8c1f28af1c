//! The direction between files: no circle, and no arrow against the layers that
//! `xtask/layers.toml` names.
//!
//! Code that is compiled for tests alone may use whatever it tests, and is left out.

mod graph;
mod rules;
mod rust;
mod script;
mod sources;

use anyhow::{Context, Result, ensure};

use crate::paths;
use rules::{Rules, Tree};
use sources::Sources;

/// Fails where a file is part of a circle, or uses what comes after it.
pub fn check() -> Result<()> {
    let rules = Rules::read(&paths::at("xtask/layers.toml"))?;
    let mut faults = Vec::new();
    for tree in &rules.trees {
        let sources = Sources::read(paths::root(), tree.folder())?;
        let found = faults_of(tree, &sources).with_context(|| format!("in {}", tree.root))?;
        faults.extend(found);
    }
    for fault in &faults {
        eprintln!("    {fault}");
    }
    ensure!(faults.is_empty(), "{} circles and arrows against the layers", faults.len());
    Ok(())
}

fn faults_of(tree: &Tree, sources: &Sources) -> Result<Vec<String>> {
    let graph = if tree.is_rust() {
        rust::graph(&tree.root, sources)?
    } else {
        script::graph(tree, sources)
    };
    ensure!(!graph.is_empty(), "there is no file");
    let mut faults = graph.circles();
    faults.extend(rules::faults(tree, &graph));
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(layers: &[&[&str]], root: &str, files: &[(&str, &str)]) -> Result<Vec<String>> {
        let owned = |row: &&[&str]| row.iter().map(|part| (*part).to_owned()).collect();
        let tree = Tree {
            root: root.to_owned(),
            layers: layers.iter().map(owned).collect(),
            uses: vec!["pkg/ts/cli".to_owned()],
            aliases: [("#glue".to_owned(), "pages/glue.ts".to_owned())].into(),
        };
        faults_of(&tree, &Sources::of(files))
    }

    const LIB: (&str, &str) = ("src/lib.rs", "mod json; mod time; pub use json::Value;");
    const CORE: &[&[&str]] = &[&["time"], &["json"], &["lib"]];

    #[test]
    fn rust_along_the_layers_passes() -> Result<()> {
        let files = [
            LIB,
            ("src/json/mod.rs", "mod value; pub use value::Value;"),
            ("src/json/value.rs", "use crate::time::Time; pub struct Value(Time);"),
            ("src/time.rs", "pub struct Time; impl Time { fn get() -> Self { Self } }"),
        ];
        assert_eq!(faults(CORE, "src/lib.rs", &files)?, [""; 0]);
        Ok(())
    }

    #[test]
    fn a_circle_in_rust_fails() -> Result<()> {
        let files = [
            LIB,
            ("src/json.rs", "use crate::time::now;\npub struct Value;"),
            ("src/time.rs", "pub fn now() { }\nfn f() { vec![crate::json::Value]; }"),
        ];
        let circle = "circle: src/json.rs:1 → src/time.rs:2 → src/json.rs";
        let arrow = "src/time.rs:2 uses src/json.rs, which comes after it";
        assert_eq!(faults(CORE, "src/lib.rs", &files)?, [circle, arrow]);
        Ok(())
    }

    #[test]
    fn a_circle_between_a_folder_and_its_file_fails() -> Result<()> {
        let files = [
            LIB,
            ("src/json/mod.rs", "mod value; pub use value::Value; pub struct Part;"),
            ("src/json/value.rs", "\n\npub struct Value(super::Part);"),
            ("src/time.rs", ""),
        ];
        let circle = "circle: src/json/mod.rs:1 → src/json/value.rs:3 → src/json/mod.rs";
        assert_eq!(faults(CORE, "src/lib.rs", &files)?, [circle]);
        Ok(())
    }

    #[test]
    fn a_rust_name_is_followed_to_where_it_is_declared() -> Result<()> {
        // By the root's own re-export, by a module's, and by an alias of a module.
        for user in [
            "use crate::Value;",
            "fn f() -> crate::json::Value {}",
            "use crate::json as j; type V = j::Value;",
        ] {
            let files = [
                LIB,
                ("src/json/mod.rs", "mod value;\npub use value::*;"),
                ("src/json/value.rs", "pub struct Value;"),
                ("src/time.rs", user),
            ];
            let arrow = "src/time.rs:1 uses src/json/value.rs, which comes after it";
            assert_eq!(faults(CORE, "src/lib.rs", &files)?, [arrow], "{user}");
        }
        Ok(())
    }

    #[test]
    fn test_code_may_use_what_comes_after() -> Result<()> {
        let files = [
            LIB,
            ("src/json.rs", "pub struct Value;"),
            ("src/time.rs", "#[cfg(test)] mod tests { use crate::Value; } #[cfg(test)] mod more;"),
            ("src/time/more.rs", "use crate::Value;"),
        ];
        assert_eq!(faults(CORE, "src/lib.rs", &files)?, [""; 0]);
        Ok(())
    }

    #[test]
    fn parts_of_one_layer_do_not_use_each_other() -> Result<()> {
        let files = [
            LIB,
            ("src/json.rs", "use crate::time::now; pub struct Value;"),
            ("src/time.rs", "pub fn now() {}"),
        ];
        let arrow = "src/json.rs:1 uses src/time.rs, which is beside it";
        assert_eq!(faults(&[&["time", "json"], &["lib"]], "src/lib.rs", &files)?, [arrow]);
        Ok(())
    }

    #[test]
    fn a_file_of_no_layer_fails() -> Result<()> {
        let files = [LIB, ("src/json.rs", "pub struct Value;"), ("src/time.rs", "")];
        assert_eq!(
            faults(&[&["json"], &["lib"]], "src/lib.rs", &files)?,
            ["src/time.rs is in no layer of xtask/layers.toml"]
        );
        Ok(())
    }

    const PAGE: &[&[&str]] = &[&["engine", "glue"], &["ui"]];

    #[test]
    fn scripts_along_the_layers_pass() -> Result<()> {
        let files = [
            ("pages/engine.ts", "import { run } from \"../pkg/ts/cli/run.ts\";\n"),
            ("pages/ui.tsx", "import type { A } from \"./engine.ts\";\nimport \"preact\";\n"),
            ("pages/glue.ts", ""),
        ];
        assert_eq!(faults(PAGE, "pages", &files)?, [""; 0]);
        Ok(())
    }

    #[test]
    fn a_circle_of_scripts_fails() -> Result<()> {
        let files = [
            ("pages/engine.ts", "\nexport {\n  a,\n} from \"./ui.tsx\";\n"),
            ("pages/ui.tsx", "const lazy = import(\"./engine.js\");\n"),
        ];
        let circle = "circle: pages/engine.ts:4 → pages/ui.tsx:1 → pages/engine.ts";
        let arrow = "pages/engine.ts:4 uses pages/ui.tsx, which comes after it";
        assert_eq!(faults(PAGE, "pages", &files)?, [circle, arrow]);
        Ok(())
    }

    #[test]
    fn scripts_reach_no_other_tree_but_what_is_named() -> Result<()> {
        let files = [
            ("pages/engine.ts", "import \"#glue\";\nimport { run } from \"../worker/run.mjs\";\n"),
            ("pages/glue.ts", "import a from \"./nowhere.ts\";"),
        ];
        assert_eq!(
            faults(PAGE, "pages", &files)?,
            [
                "pages/engine.ts:1 uses pages/glue.ts, which is beside it",
                "pages/engine.ts:2 uses worker/run.mjs, which is of another tree",
                "pages/glue.ts:1 uses pages/nowhere.ts, which does not exist",
            ]
        );
        Ok(())
    }
}
