//! Builds the npm package, the page and the edge filter, each only when it is out
//! of date.

mod debugger;
pub mod licenses;
mod pkg;
mod worker;

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::{
    fingerprint::Fingerprint,
    paths, run,
    size::{Artefact, Budget},
    tools,
};

/// What all parts are made from: the core, and how it is built.
const SHARED_INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "schemes",
    "src",
    ".cargo/config.toml",
    "package-lock.json",
    "xtask/src/build",
    "xtask/src/tools",
];

/// The least that a page imports to verify.
const VERIFIER_ALONE: &str = "import { Verifier } from 'countersign'; globalThis.V = Verifier;";

/// What can be built.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The npm package, in pkg/
    Pkg,
    /// The signature debugger, in pages/debugger/dist/
    Debugger,
    /// The edge filter, in worker/build/
    Worker,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Pkg, Self::Debugger, Self::Worker];

    const fn name(self) -> &'static str {
        match self {
            Self::Pkg => "the npm package",
            Self::Debugger => "the signature debugger",
            Self::Worker => "the edge filter",
        }
    }

    const fn inputs(self) -> &'static [&'static str] {
        match self {
            Self::Pkg => &["pkg"],
            // Its engine is the package's.
            Self::Debugger => &["pkg", "pages/debugger"],
            Self::Worker => &["worker", "pkg", "pages/debugger", "problems.json"],
        }
    }

    const fn output(self) -> &'static str {
        match self {
            Self::Pkg => "pkg/dist",
            Self::Debugger => "pages/debugger/dist",
            Self::Worker => "worker/build",
        }
    }

    /// What is built before it, as it has it in it.
    const fn needs(self) -> &'static [Self] {
        match self {
            Self::Pkg => &[],
            Self::Debugger => &[Self::Pkg],
            Self::Worker => &[Self::Debugger],
        }
    }

    /// How large what is made of it may be.
    pub const fn budgets(self) -> &'static [Budget] {
        match self {
            Self::Pkg => &[
                Budget {
                    what: "wasm of the npm package",
                    limit: 100_000,
                    of: Artefact::Files(&["pkg/dist/wasm/countersign_bg.wasm"]),
                },
                Budget {
                    what: "wasm of explain",
                    limit: 220_000,
                    of: Artefact::Files(&["pkg/dist/wasm/explain_bg.wasm"]),
                },
                Budget { what: "the npm package", limit: 1_200_000, of: Artefact::Tarball },
                Budget {
                    what: "a page that imports Verifier",
                    limit: 135_000,
                    of: Artefact::Bundle(VERIFIER_ALONE),
                },
                Budget {
                    what: "a scheme of the catalogue, beside Verifier",
                    limit: 3_000,
                    of: Artefact::More {
                        import: "import { Verifier } from 'countersign';
                                 import { stripe } from 'countersign/schemes';
                                 globalThis.V = [Verifier, stripe];",
                        than: VERIFIER_ALONE,
                    },
                },
            ],
            Self::Debugger => &[Budget {
                what: "the signature debugger, all of it",
                limit: 400_000,
                of: Artefact::Files(&["pages/debugger/dist/index.html.gz"]),
            }],
            Self::Worker => &[
                Budget {
                    what: "code of the edge filter",
                    limit: 900_000,
                    of: Artefact::Files(&["worker/build/index.js", "worker/build/index_bg.wasm"]),
                },
                // With the page, which is data: no webhook makes anything of it.
                Budget {
                    what: "bundle of the edge filter",
                    limit: 1_300_000,
                    of: Artefact::Files(&[
                        "worker/build/index.js",
                        "worker/build/index_bg.wasm",
                        "worker/build/debugger.html.gz",
                    ]),
                },
            ],
        }
    }

    fn build(self) -> Result<()> {
        match self {
            Self::Pkg => pkg::build(),
            Self::Debugger => debugger::build(),
            Self::Worker => worker::build(),
        }
    }

    /// Away from the output and the inputs: it is neither.
    fn stamp(self) -> PathBuf {
        paths::tools().join(format!("{}.stamp", self.output().replace('/', "-")))
    }

    /// The digest of what the output was, or would be, made from, and of the
    /// output itself, so that one half done or altered is made anew.
    fn state(self) -> Result<String> {
        let rustc = run::capture(Command::new("rustc").arg("-vV"))?;
        let fingerprint = Fingerprint::new()
            .text(&rustc.stdout)
            .inputs(&SHARED_INPUTS)?
            .inputs(self.inputs())?
            .outputs(&paths::at(self.output()))?;
        Ok(fingerprint.finish())
    }
}

/// `build`: one part or all, and how large they are.
pub fn command(part: Option<Part>) -> Result<()> {
    for part in part.as_ref().map_or(&Part::ALL[..], std::slice::from_ref) {
        ensure(*part)?;
        for budget in part.budgets() {
            budget.report()?;
        }
    }
    Ok(())
}

/// Set in the environment of what starts only once everything is built.
pub const IS_BUILT: &str = "COUNTERSIGN_IS_BUILT";

/// Builds a part if it is out of date.
pub fn ensure(part: Part) -> Result<()> {
    if env::var_os(IS_BUILT).is_some() {
        return Ok(());
    }
    for needed in part.needs() {
        ensure(*needed)?;
    }
    let _lock = tools::lock()?;
    tools::npm()?;
    let stamp = part.stamp();
    if fs::read_to_string(&stamp).ok() == Some(part.state()?) {
        return Ok(());
    }
    tools::rust_target()?;
    part.build().with_context(|| format!("cannot build {}", part.name()))?;
    fs::write(&stamp, part.state()?).with_context(|| format!("cannot write {}", stamp.display()))
}
