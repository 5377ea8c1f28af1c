//! `test`: the suites, each on the runtime it is about.

mod flip;
mod new_scheme;
mod programs;

use std::fs;

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    build::{self, Part},
    paths, run,
    scratch::Scratch,
    summary::{Outcome, Summary},
    tools::{self, Node},
};
use programs::{cargo, node_test, packed_test, test_files};

/// What can be tested by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// The core, the filter's pure parts and xtask, natively
    Rust,
    /// The npm package on Node 20
    Node20,
    /// The npm package on Node 24
    Node24,
    /// The npm package on workerd
    Workerd,
    /// The packed npm package in small projects: bundlers, runtimes, Chromium
    Package,
    /// The signature debugger in Chromium
    Debugger,
    /// The edge filter, from outside
    Edge,
    /// The edge filter, killed at random and behind destinations that break down
    Chaos,
    /// The admin API's document, against a running filter
    Openapi,
    /// One flipped bit in the vectors fails every runtime
    Flip,
    /// A scheme is added by adding its data file alone
    NewScheme,
}

impl Suite {
    const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Node20 => "node20",
            Self::Node24 => "node24",
            Self::Workerd => "workerd",
            Self::Package => "package",
            Self::Debugger => "debugger",
            Self::Edge => "edge",
            Self::Chaos => "chaos",
            Self::Openapi => "openapi",
            Self::Flip => "flip",
            Self::NewScheme => "new-scheme",
        }
    }

    const fn parts(self) -> &'static [Part] {
        match self {
            Self::Rust | Self::NewScheme => &[],
            Self::Node20 | Self::Node24 | Self::Workerd | Self::Package | Self::Flip => {
                &[Part::Pkg]
            }
            // Receivers check countersignatures with the package.
            Self::Edge | Self::Chaos | Self::Debugger => &Part::ALL,
            Self::Openapi => &[Part::Worker],
        }
    }

    fn run(self) -> Result<Outcome> {
        for part in self.parts() {
            build::ensure(*part)?;
        }
        match self {
            Self::Rust => run::show(cargo().args(["test", "--workspace"])),
            Self::Node20 => package(Node::V20),
            Self::Node24 => package(Node::V24),
            Self::Workerd => node(Node::V24, &["tests/workerd"]),
            Self::Package => packed(),
            Self::Debugger => debugger(),
            Self::Edge => node(Node::V24, &["tests/edge"]),
            Self::Chaos => node(Node::V24, &["tests/chaos"]),
            Self::Openapi => return openapi(),
            Self::Flip => flip::test(),
            Self::NewScheme => new_scheme::test(),
        }
        .map(|()| Outcome::Passed)
    }
}

pub fn command(suites: &[Suite]) -> Result<()> {
    let suites = if suites.is_empty() { Suite::value_variants() } else { suites };
    let mut summary = Summary::default();
    for suite in suites {
        summary.step(suite.name(), || suite.run());
    }
    summary.finish()
}

/// The npm package, all of it.
fn package(version: Node) -> Result<()> {
    tools::REDIS.path()?;
    let folders = [
        "tests/node",
        "tests/explain",
        "tests/adapters",
        "tests/dedup",
        "tests/cli",
        "benches/npm",
    ];
    node(version, &folders)
}

/// The npm package as it is published, used from outside the repository.
fn packed() -> Result<()> {
    let scratch = Scratch::new("package")?;
    run::show(packed_test(scratch.path())?.args(test_files(&paths::at("tests/package"))?))
}

/// The page, as the filter serves it and from its file. Pictures of it stay in
/// `target/debugger`.
fn debugger() -> Result<()> {
    {
        let _lock = tools::lock()?;
        tools::install("tests/debugger", "a browser driver from npm (once; about 15 MB on disk)")?;
    }
    let pictures = paths::target().join("debugger");
    fs::create_dir_all(&pictures)?;
    run::show(
        node_test(Node::V24)?
            .env("COUNTERSIGN_CHROMIUM", tools::CHROMIUM.path()?)
            .env("COUNTERSIGN_PICTURES", pictures)
            .args(test_files(&paths::at("tests/debugger"))?),
    )
}

/// The document itself, and what schemathesis makes of it, where that can be had.
fn openapi() -> Result<Outcome> {
    let schemathesis = tools::schemathesis();
    let mut command = node_test(Node::V24)?;
    command.args(test_files(&paths::at("tests/openapi"))?);
    if let Ok(path) = &schemathesis {
        command.env("COUNTERSIGN_SCHEMATHESIS", path);
    }
    run::show(&mut command)?;
    Ok(match schemathesis {
        Ok(_) => Outcome::Passed,
        Err(error) => Outcome::Skipped(format!("in part, without schemathesis: {error:#}")),
    })
}

fn node(node: Node, folders: &[&str]) -> Result<()> {
    let mut command = node_test(node)?;
    for folder in folders {
        command.args(test_files(&paths::at(folder))?);
    }
    run::show(&mut command)
}
