//! Whether the vectors are really checked: with one bit of one signed body
//! flipped, every runtime's suite must fail, and with an unaltered copy pass.

use std::{fs, path::Path, process::Command, thread};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;

use super::programs::{AtOnce, cargo, node_test, packed_test};
use crate::{
    pack, paths, run,
    scratch::{self, Scratch},
    tools::Node,
};

/// The case that is altered, in every file.
const CASE: &str = "authentic";

/// Where the suites look for vectors, if not in `tests/vectors`.
const VECTORS: &str = "COUNTERSIGN_VECTORS";

pub fn test() -> Result<()> {
    let scratch = Scratch::new("flip")?;
    let pristine = scratch.path().join("pristine");
    let flipped = scratch.path().join("flipped");
    scratch::copy(&paths::at("tests/vectors"), &pristine)?;
    scratch::copy(&paths::at("tests/vectors"), &flipped)?;
    flip_all(&flipped)?;

    let mut missed = 0;
    for (name, [mut control, mut altered]) in suites(scratch.path())? {
        // Both at once: neither writes anything.
        let (control, altered) = thread::scope(|scope| {
            let control = scope.spawn(|| run::capture(control.env(VECTORS, &pristine)));
            let altered = run::capture(altered.env(VECTORS, &flipped));
            (control.join(), altered)
        });
        let (control, altered) = (control.map_err(|_| anyhow!("the control panicked"))??, altered?);
        let verdict = if !control.success {
            missed += 1;
            eprintln!("{}", run::tail(&control.text(), 40));
            "FAIL: does not even pass with an unaltered copy"
        } else if altered.success || !altered.text().contains(&format!("/ {CASE}:")) {
            missed += 1;
            eprintln!("{}", run::tail(&altered.text(), 40));
            "FAIL: did not notice"
        } else {
            "noticed"
        };
        eprintln!("    {name:8} {verdict}");
    }
    ensure!(missed == 0, "{missed} suites do not check the vectors");
    Ok(())
}

/// The suites that read the vectors, each as two commands that are alike. The packed
/// package is left in the folder.
fn suites(folder: &Path) -> Result<[(&'static str, [Command; 2]); 5]> {
    let node = |node, file: &str| {
        let command = || {
            let mut command = node_test(node, AtOnce::One)?;
            command.arg(paths::at(file));
            anyhow::Ok(command)
        };
        anyhow::Ok([command()?, command()?])
    };
    let rust = || {
        let mut command = cargo();
        command.args(["test", "--test", "vectors"]);
        command
    };
    let tarball = pack::pack(folder)?;
    let chromium = || {
        let mut command = packed_test(&tarball)?;
        // One bundle is as good as another here.
        command
            .arg("--test-name-pattern=esbuild")
            .arg(paths::at("tests/package/chromium.test.mjs"));
        anyhow::Ok(command)
    };
    Ok([
        ("rust", [rust(), rust()]),
        ("node20", node(Node::V20, "tests/node/vectors.test.mjs")?),
        ("node24", node(Node::V24, "tests/node/vectors.test.mjs")?),
        ("workerd", node(Node::V24, "tests/workerd/vectors.test.mjs")?),
        ("chromium", [chromium()?, chromium()?]),
    ])
}

fn flip_all(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = flip(&fs::read_to_string(&path)?)
                .with_context(|| format!("cannot alter {}", path.display()))?;
            fs::write(&path, text)?;
        }
    }
    Ok(())
}

/// A file of vectors with one bit of the case's body flipped.
fn flip(text: &str) -> Result<String> {
    let mut vectors: Value = serde_json::from_str(text)?;
    let body = vectors
        .get_mut("cases")
        .and_then(Value::as_array_mut)
        .and_then(|cases| {
            cases.iter_mut().find(|case| case.get("name").is_some_and(|name| name == CASE))
        })
        .and_then(|case| case.get_mut("body"));
    let Some(Value::String(body)) = body else {
        bail!("no case \"{CASE}\" with a body");
    };
    let letter = body.find(|c: char| c.is_ascii_alphabetic()).context("no letter in the body")?;
    // The lowest bit turns a letter into its neighbour, so the body stays text.
    *body = body
        .char_indices()
        .map(|(at, c)| match u8::try_from(c) {
            Ok(byte) if at == letter => char::from(byte ^ 1),
            _ => c,
        })
        .collect();
    Ok(vectors.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flips_one_bit_of_that_case() -> Result<()> {
        let text = r#"{"cases":[
            {"name":"other","body":"{\"id\":1}"},
            {"name":"authentic","body":"{\"é\":\"id\"}","headers":[]}
        ]}"#;
        let mut expected: Value = serde_json::from_str(text)?;
        if let Some(body) = expected.pointer_mut("/cases/1/body") {
            *body = "{\"é\":\"hd\"}".into();
        }
        assert_eq!(serde_json::from_str::<Value>(&flip(text)?)?, expected);
        Ok(())
    }

    #[test]
    fn a_file_without_the_case_is_refused() {
        assert!(flip(r#"{"cases":[{"name":"other","body":"a"}]}"#).is_err());
        assert!(flip("{}").is_err());
    }
}
