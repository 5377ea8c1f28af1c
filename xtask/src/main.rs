//! `cargo xtask`: builds, runs and tests Countersign.
//!
//! Each command installs the tools it needs into the checkout, builds what is
//! out of date, and says what it is doing.

mod bench;
mod build;
mod capnp;
mod check;
mod demo;
mod dist;
mod edge;
mod env_file;
mod fingerprint;
mod layers;
mod pack;
mod paths;
mod problems;
mod ready;
mod run;
mod schemes;
mod scratch;
mod serve;
mod size;
mod state;
mod summary;
mod test;
mod tools;
mod workerd;
mod wrangler;
mod wycheproof;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package and the edge filter
    Build {
        /// Only this part
        part: Option<build::Part>,
    },
    /// Run the edge filter on workerd, with state that survives restarts
    Serve(serve::Args),
    /// Make a folder that runs the edge filter on the npm package workerd alone
    Dist(dist::Args),
    /// Build everything, send signed traffic of all providers, and show what came of it
    Demo(demo::Args),
    /// Build and run the test suites; all of them where none is named
    Test {
        /// Only these suites, in this order
        suites: Vec<test::Suite>,
    },
    /// Measure how fast the parts are, against what else there is
    Bench(bench::Args),
    /// Write docs/schemes.md and the JSON Schema of a scheme
    Schemes,
    /// Write the codes, statuses and titles of problems where they are used, from problems.json
    Problems,
    /// Formatting, lints, layers, licences, types, packaging and size budgets
    Check {
        /// Only the steps with this in their names
        step: Option<String>,
    },
    /// Print the `ready` line of `serve` once the port answers
    #[command(hide = true)]
    Ready(ready::Args),
    /// Print Wycheproof's vectors for HMAC, for suites that are not in Rust
    #[command(hide = true)]
    Wycheproof,
}

fn main() -> ExitCode {
    execute(Cli::parse().command).map_or_else(
        |error| {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn execute(command: Command) -> Result<()> {
    match command {
        Command::Build { part } => build::command(part),
        Command::Serve(args) => serve::command(&args),
        Command::Demo(args) => demo::command(&args),
        Command::Dist(args) => dist::command(&args),
        Command::Test { suites } => test::command(&suites),
        Command::Bench(args) => bench::command(&args),
        Command::Schemes => schemes::command(),
        Command::Problems => problems::command(),
        Command::Check { step } => check::command(step),
        Command::Ready(args) => ready::command(&args),
        Command::Wycheproof => wycheproof::command(),
    }
}
