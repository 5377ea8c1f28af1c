//! `serve`: the edge filter on workerd.
//!
//! The process becomes workerd, so whoever started it holds the filter itself:
//! its exit status, its signals and its end are workerd's.

use std::{
    collections::BTreeMap,
    env, fs,
    net::{Ipv4Addr, TcpListener},
    os::{fd::OwnedFd, unix::process::CommandExt},
    path::{self, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{build, edge, env_file, paths, ready, state, tools, workerd, wrangler::Wrangler};

#[derive(clap::Args)]
pub struct Args {
    /// The configuration [default: wrangler.toml of the repository]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The secrets, one NAME=value a line; what it lacks is taken from the
    /// environment [default: .dev.vars of the repository, if it is there]
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Where to listen, on 127.0.0.1; 0 takes a free port
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Where events are stored [default: .countersign of the repository]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

pub fn command(args: &Args) -> Result<()> {
    let config = args.config.clone().unwrap_or_else(|| paths::at("wrangler.toml"));
    let state = args.state.clone().unwrap_or_else(|| paths::at(".countersign"));

    let wrangler = Wrangler::read(&config)?;
    let variables = variables(args)?;
    let lookup = |name: &str| variables.get(name).cloned().or_else(|| env::var(name).ok());
    let secrets = edge::check(&config, &wrangler, lookup)?;

    build::ensure(build::Part::Worker)?;
    let workerd = tools::workerd()?;

    // Bound here and handed over: no one can take the port in between, and a
    // request that comes before workerd is ready waits instead of failing.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port))
        .with_context(|| format!("cannot listen on 127.0.0.1:{}", args.port))?;
    let port = listener.local_addr()?.port();

    state::create(&state)?;
    let objects = path::absolute(state::objects(&state))?;
    let file = state::config(&state);
    let text = workerd::config(&wrangler, &secrets, &paths::at("worker/build"), &objects);
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;

    let lock = state::lock(&state)?;
    ready::announce(port)?;

    lock.inherit()?;
    let values = secrets.iter().filter_map(|name| Some((name, lookup(name)?)));
    let failure = Command::new(&workerd)
        .arg("serve")
        // Absolute paths in the configuration are looked up below this.
        .arg("--import-path=/")
        .arg(format!("--socket-fd={}=0", workerd::SOCKET))
        .arg(&file)
        .envs(values)
        .stdin(OwnedFd::from(listener))
        .exec();
    Err(failure).with_context(|| format!("cannot start {}", workerd.display()))
}

/// What the file of secrets holds. The default one need not be there.
fn variables(args: &Args) -> Result<BTreeMap<String, String>> {
    let default = paths::at(".dev.vars");
    match &args.env_file {
        Some(file) => env_file::read(file),
        None if default.exists() => env_file::read(&default),
        None => Ok(BTreeMap::new()),
    }
}
