//! Says when the filter answers.
//!
//! `serve` turns into workerd, which prints no such line, so another process
//! watches the port. It must not be workerd's child, which would never reap
//! it: the first process starts the watcher and ends, and so gives it away.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use crate::paths;

/// How long workerd may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(clap::Args)]
pub struct Args {
    /// The port that will answer
    port: u16,
    /// Watch it here, instead of in another process
    #[arg(long)]
    watch: bool,
}

/// Sees to it that `ready http://127.0.0.1:PORT` is printed once the port,
/// which must be listening already, answers HTTP.
pub fn announce(port: u16) -> Result<()> {
    let status = watcher(port)?.status().context("cannot start the watcher")?;
    ensure!(status.success(), "cannot start the watcher");
    Ok(())
}

pub fn command(args: &Args) -> Result<()> {
    if args.watch {
        // Nobody is left to hear of an error: the port is closed, or silent.
        let _ = watch(args.port);
    } else {
        watcher(args.port)?.arg("--watch").spawn().context("cannot start the watcher")?;
    }
    Ok(())
}

fn watcher(port: u16) -> Result<Command> {
    let mut command = Command::new(paths::xtask()?);
    command.args(["ready", &port.to_string()]).stdin(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// The port listens from the start, so one request is enough: it waits in the
/// queue until workerd takes it, and fails when workerd ends.
fn watch(port: u16) -> Result<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut start = [0; 5];
    stream.read_exact(&mut start)?;
    ensure!(&start == b"HTTP/", "not HTTP");
    writeln!(std::io::stdout(), "ready http://127.0.0.1:{port}")?;
    Ok(())
}
