//! `test`: the suites, each on the runtime it is about.

mod flip;
mod new_scheme;
mod programs;

use std::{fs, thread};

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;

use crate::{
    build::{self, Part},
    pack, paths, run,
    scratch::Scratch,
    summary::{Outcome, Summary},
    tools::{self, Node},
};
use programs::{AtOnce, cargo, node_test, packed_test, test_files};

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
    /// How long things take: the last, and alone
    Perf,
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
            Self::Perf => "perf",
        }
    }

    const fn parts(self) -> &'static [Part] {
        match self {
            Self::Rust | Self::NewScheme => &[],
            Self::Node20 | Self::Node24 | Self::Workerd | Self::Package | Self::Flip => {
                &[Part::Pkg]
            }
            // Receivers check countersignatures with the package.
            Self::Edge | Self::Chaos | Self::Debugger | Self::Perf => &Part::ALL,
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
            Self::Workerd => node(Node::V24, AtOnce::Cores, &["tests/workerd"], &[]),
            Self::Package => packed(),
            Self::Debugger => browser(AtOnce::Cores, "tests/debugger"),
            Self::Edge => node(Node::V24, AtOnce::TwoACore, &["tests/edge"], &[]),
            Self::Chaos => node(Node::V24, AtOnce::TwoACore, &["tests/chaos"], &[]),
            Self::Perf => browser(AtOnce::One, "tests/perf"),
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
    let mut rest = suites;
    // The compilers of the parts use one core most of the time: the first suite, which
    // needs none of them, has the others.
    if let [first @ Suite::Rust, others @ ..] = suites {
        rest = others;
        thread::scope(|scope| {
            let parts = scope.spawn(|| build_for(others));
            summary.step(first.name(), || first.run());
            summary
                .step("the parts", || parts.join().unwrap_or_else(|_| bail!("the build panicked")));
        });
    }
    for suite in rest {
        summary.step(suite.name(), || suite.run());
    }
    summary.finish()
}

/// Builds what the suites need.
fn build_for(suites: &[Suite]) -> Result<Outcome> {
    for part in Part::ALL {
        if suites.iter().any(|suite| suite.parts().contains(&part)) {
            build::ensure(part)?;
        }
    }
    Ok(Outcome::Passed)
}

/// What is the same on every Node that runs the package at all: texts, documents,
/// what the WebAssembly computes, and what stays in memory. Node 24 alone runs it.
const ON_ONE_NODE: [&str; 17] = [
    "benches/npm/bodies.test.mjs",
    "benches/npm/chart.test.mjs",
    "benches/npm/document.test.mjs",
    "benches/npm/statistics.test.mjs",
    "benches/npm/targets.test.mjs",
    "tests/adapters/types.test.mjs",
    "tests/cli/catalogue.test.mjs",
    "tests/cli/docs.test.mjs",
    "tests/cli/explain.test.mjs",
    "tests/cli/samples.test.mjs",
    "tests/cli/scheme-check.test.mjs",
    "tests/cli/schemes.test.mjs",
    "tests/explain/corpus.test.mjs",
    "tests/explain/docs.test.mjs",
    "tests/node/memory.test.mjs",
    "tests/node/readme.test.mjs",
    "tests/node/types.test.mjs",
];

/// The npm package, on a version of Node.
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
    let left_out = if version == Node::V24 { &[][..] } else { &ON_ONE_NODE };
    node(version, AtOnce::Cores, &folders, left_out)
}

/// The npm package as it is published, used from outside the repository.
fn packed() -> Result<()> {
    let scratch = Scratch::new("package")?;
    let tarball = pack::pack(scratch.path())?;
    run::show(packed_test(&tarball)?.args(test_files(&paths::at("tests/package"))?))
}

/// What drives a browser. Pictures of the page stay in `target/debugger`.
fn browser(at_once: AtOnce, folder: &str) -> Result<()> {
    {
        let _lock = tools::lock()?;
        tools::install("tests/debugger", "a browser driver from npm (once; about 15 MB on disk)")?;
    }
    let pictures = paths::target().join("debugger");
    fs::create_dir_all(&pictures)?;
    run::show(
        node_test(Node::V24, at_once)?
            .env("COUNTERSIGN_CHROMIUM", tools::CHROMIUM.path()?)
            .env("COUNTERSIGN_PICTURES", pictures)
            .args(test_files(&paths::at(folder))?),
    )
}

/// The document itself, and what schemathesis makes of it, where that can be had.
fn openapi() -> Result<Outcome> {
    let schemathesis = tools::schemathesis();
    let mut command = node_test(Node::V24, AtOnce::Cores)?;
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

/// The tests in some folders, but for those that are left out.
fn node(node: Node, at_once: AtOnce, folders: &[&str], left_out: &[&str]) -> Result<()> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(test_files(&paths::at(folder))?);
    }
    for path in left_out {
        let before = files.len();
        files.retain(|file| *file != paths::at(path));
        ensure!(files.len() + 1 == before, "{path} is no test");
    }
    run::show(node_test(node, at_once)?.args(files))
}
