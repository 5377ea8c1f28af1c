//! Redis, which the shared store of the dedup module is tested against. It is
//! the system's, not the checkout's.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run;

/// Installs redis-server where it is missing and Debian's packages are at hand.
pub fn redis() -> Result<()> {
    let is_here = |program| {
        let version = run::capture(Command::new(program).arg("--version"));
        version.is_ok_and(|version| version.success)
    };
    if is_here("redis-server") {
        return Ok(());
    }
    if !is_here("apt-get") {
        bail!("redis-server is needed for the tests of the dedup module: install Redis");
    }
    run::slow(
        "installing redis-server with apt-get (once)",
        Command::new("sh").args([
            "-c",
            "apt-get update && apt-get install --yes --no-install-recommends redis-server",
        ]),
    )
    .context("redis-server is needed for the tests of the dedup module: install it as root")
}
