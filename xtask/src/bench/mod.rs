//! `bench`: how fast the parts are, against what else there is.

mod edge;
mod explain;
mod npm;
mod verdict;

use anyhow::{Result, bail};
use clap::ValueEnum;

use verdict::Verdict;

#[derive(clap::Args)]
pub struct Args {
    /// Only these; all where none is named
    benches: Vec<Bench>,
    /// Fewer rounds and sizes, to try it; the document stays as it is
    #[arg(long)]
    quick: bool,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// The npm package, against `node:crypto` by hand and other packages
    Npm,
    /// The search of `explain` with a wrong secret, by the body's size
    Explain,
    /// The edge filter, against the same in plain JavaScript and a single insert
    Edge,
}

impl Bench {
    fn run(self, quick: bool) -> Result<Verdict> {
        match self {
            Self::Npm => npm::run(quick),
            Self::Explain => explain::run(quick),
            Self::Edge => edge::run(quick),
        }
    }
}

/// Runs the benches, all of them even where one misses its targets.
pub fn command(args: &Args) -> Result<()> {
    let benches = if args.benches.is_empty() { Bench::value_variants() } else { &args.benches[..] };
    let mut missed = false;
    for bench in benches {
        missed |= bench.run(args.quick)? == Verdict::Missed;
    }
    if missed {
        bail!("not all targets hold");
    }
    Ok(())
}
