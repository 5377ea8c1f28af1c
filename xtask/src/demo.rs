//! `demo`: the edge filter, a receiver behind it, and signed traffic of every
//! provider. What happens then is in `xtask/demo/`.

use std::{os::unix::process::CommandExt, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Part},
    paths, tools,
};

#[derive(clap::Args)]
pub struct Args {
    /// End after the table: 0 if every row is as it should be, else 1
    #[arg(long)]
    once: bool,
    /// Where the edge filter listens, on 127.0.0.1; 0 takes a free port
    #[arg(long, default_value_t = 8787)]
    port: u16,
}

pub fn command(args: &Args) -> Result<()> {
    for part in Part::ALL {
        build::ensure(part)?;
    }
    let node = tools::any_node()?;
    let failure = Command::new(&node)
        .arg(paths::at("xtask/demo/demo.mjs"))
        .args(["--port", &args.port.to_string()])
        .args(args.once.then_some("--once"))
        .env("COUNTERSIGN_XTASK", paths::xtask()?)
        .exec();
    Err(failure).with_context(|| format!("cannot start {}", node.display()))
}
