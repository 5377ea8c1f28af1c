//! Checks the filter's configuration with the filter's own code, so that a
//! fault is one line before anything starts.

use std::path::Path;

use anyhow::{Result, anyhow};
use countersign_edge::config::{ConfigError, ConfigFile};

use crate::wrangler::{CONFIG_VAR, Wrangler};

/// The names of the secrets that the configuration uses. `lookup` finds the
/// value of a secret; it is an error if one is missing or does not fit.
pub fn check(
    file: &Path,
    wrangler: &Wrangler,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Vec<String>> {
    let check = || {
        let config = ConfigFile::parse(&wrangler.config())?;
        config.resolve(lookup)?;
        Ok(config.secret_names())
    };
    check().map_err(|ConfigError { path, reason }| {
        let dot = if path.is_empty() { "" } else { "." };
        anyhow!("{}: vars.{CONFIG_VAR}{dot}{path}: {reason}", file.display())
    })
}
