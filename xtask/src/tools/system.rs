//! Programs that are the system's, not the checkout's: what the package is
//! tested against, and is no tool from a registry.

use std::{env, ffi::OsStr, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail, ensure};

use crate::run;

/// A program of the system's.
pub struct SystemProgram {
    /// The names that it has in PATH, and the paths that it has elsewhere.
    pub names: &'static [&'static str],
    /// The variable that names it where it is under none of those.
    pub variable: Option<&'static str>,
    /// Debian's package.
    pub package: &'static str,
    /// What needs it, for the reader.
    pub needed_for: &'static str,
}

/// The shared store of the dedup module.
pub const REDIS: SystemProgram = SystemProgram {
    names: &["redis-server"],
    variable: None,
    package: "redis-server",
    needed_for: "the tests of the dedup module",
};

/// The browser.
pub const CHROMIUM: SystemProgram = SystemProgram {
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    variable: Some("CHROMIUM"),
    package: "chromium",
    needed_for: "the tests in a browser",
};

impl SystemProgram {
    /// The program, which is installed where it is missing and Debian's
    /// packages are at hand.
    pub fn path(&self) -> Result<PathBuf> {
        if let Some(path) = self.find()? {
            return Ok(path);
        }
        if !runs("apt-get") {
            bail!("{}", self.advice("install it"));
        }
        let package = self.package;
        run::slow(
            &format!("installing {package} with apt-get (once)"),
            Command::new("sh").arg("-c").arg(format!(
                "apt-get update && apt-get install --yes --no-install-recommends {package}"
            )),
        )
        .with_context(|| self.advice("install it as root"))?;
        self.find()?.with_context(|| self.advice("its package has it under another name"))
    }

    fn find(&self) -> Result<Option<PathBuf>> {
        let named = self.variable.and_then(|name| Some((name, PathBuf::from(env::var_os(name)?))));
        if let Some((variable, path)) = named {
            ensure!(runs(&path), "{variable} names no program that runs: {}", path.display());
            return Ok(Some(path));
        }
        Ok(self.names.iter().flat_map(|name| candidates(name)).find(|path| runs(path)))
    }

    fn advice(&self, advice: &str) -> String {
        let variable =
            self.variable.map(|name| format!(", or name it in {name}")).unwrap_or_default();
        format!("{} is needed for {}: {advice}{variable}", self.package, self.needed_for)
    }
}

/// Where a program of this name may be. A path stays what it is.
fn candidates(name: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join(name)).collect()
}

fn runs(program: impl AsRef<OsStr>) -> bool {
    let version = run::capture(Command::new(program).arg("--version"));
    version.is_ok_and(|version| version.success)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: SystemProgram = SystemProgram {
        names: &["no-such-program", "cargo"],
        variable: Some("COUNTERSIGN_NO_SUCH_VARIABLE"),
        package: "cargo",
        needed_for: "everything",
    };

    #[test]
    fn a_program_is_found_by_any_of_its_names() -> Result<()> {
        let path = CARGO.path()?;
        assert!(path.is_absolute() && path.ends_with("cargo"), "{}", path.display());
        Ok(())
    }

    #[test]
    fn a_variable_that_names_nothing_that_runs_is_an_error() {
        // Every process has PATH, and it names no program.
        let program = SystemProgram { variable: Some("PATH"), ..CARGO };
        let error = program.path().map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.starts_with("PATH names no program that runs")));
    }
}
