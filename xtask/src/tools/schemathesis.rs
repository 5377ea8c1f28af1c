//! Schemathesis, which asks the admin API what its document says it takes. It is
//! a Python program, in an environment of its own.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{fingerprint::Fingerprint, paths, run};

/// The exact versions of it and of all that it needs.
const REQUIREMENTS: &str = "tests/openapi/requirements.txt";

/// The path of the program, which is installed if it is not there.
pub fn schemathesis() -> Result<PathBuf> {
    let root = paths::tools().join("schemathesis");
    let program = root.join("bin/schemathesis");
    let stamp = root.join("countersign");
    let wanted = Fingerprint::new().inputs(&[REQUIREMENTS])?.finish();
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    if run::capture(Command::new("python3").arg("--version")).is_err() {
        bail!("python3 is missing");
    }
    run::slow(
        "installing schemathesis (once)",
        Command::new("sh")
            .args([
                "-c",
                "python3 -m venv --clear \"$1\" && \"$1/bin/pip\" install --quiet -r \"$2\"",
                "sh",
            ])
            .arg(&root)
            .arg(paths::at(REQUIREMENTS)),
    )
    .context("its environment cannot be made")?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(program)
}
