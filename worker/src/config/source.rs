//! What is checked of a source, and what it becomes.

use std::{collections::BTreeMap, time::Duration};

use countersign::{Scheme, Secret, Tolerance, Verifier};
use url::Url;

use super::{
    ConfigError, Destination, Source,
    file::{Mode, SourceConfig},
    retention::Retention,
    routes::routes,
    secrets::{KeyPath, Secrets},
    shards::Shards,
};

/// The shortest window. Providers that document no schedule may retry within it.
const MIN_WINDOW_S: u64 = 24 * 60 * 60;

/// A Durable Object stores a row of at most 2 MB; the headers need room too.
const MAX_BODY_LIMIT: usize = 1_900_000;

/// The most inboxes of a source, more than one can fill.
const MAX_SHARDS: u32 = 64;

/// The most changes within a dedup window. Each is another inbox to ask.
const MAX_SHARD_CHANGES: usize = 8;

/// A year. A larger number was very likely not meant as seconds.
const MAX_RETENTION_S: u64 = 366 * 24 * 60 * 60;

pub(super) fn source(
    config: &SourceConfig,
    schemes: &BTreeMap<String, Scheme>,
    destinations: &BTreeMap<String, Destination>,
    at: &KeyPath,
    secrets: &Secrets<'_>,
) -> Result<Source, ConfigError> {
    let scheme = scheme(config, schemes, at)?;
    check_sizes(config, at)?;
    check_shards(config, at)?;
    let public_url = public_url(config, &scheme, at)?;
    let verify_token = verify_token(config, &scheme, at, secrets)?;
    let verifier = verifier(config, scheme, at, secrets)?;
    let routes = routes(config, verifier.scheme(), destinations, at)?;
    let dedup_window_s = dedup_window_s(config, verifier.scheme());
    Ok(Source {
        verifier,
        max_body: config.max_body,
        retention: Retention::new(config.retention, dedup_window_s),
        shards: Shards::new(config.shards, config.previous_shards.clone()),
        dedup_window: Duration::from_secs(dedup_window_s),
        public_url,
        verify_token,
        mode: config.mode,
        routes,
    })
}

/// How many seconds a key is kept. With `dedup_on` a retry has a signed time of its own
/// and the key of the first attempt, which must outlive the last retry's window.
fn dedup_window_s(config: &SourceConfig, scheme: &Scheme) -> u64 {
    let retries_s = config.dedup_on.as_ref().map_or(0, |_| scheme.retries().horizon_s());
    config.dedup_window.saturating_add(retries_s)
}

/// The scheme, with which what is said of secrets and times makes sense.
fn scheme(
    config: &SourceConfig,
    own: &BTreeMap<String, Scheme>,
    at: &KeyPath,
) -> Result<Scheme, ConfigError> {
    let scheme = match own.get(&config.scheme) {
        Some(scheme) => scheme.clone(),
        None => Scheme::builtin(&config.scheme).map_err(|_| {
            let reason = format!("unknown scheme {:?}; docs/schemes.md lists all", config.scheme);
            at.error("scheme", reason)
        })?,
    };
    if config.secrets.is_empty() && !scheme.allows_unsigned() {
        return Err(at.error("secrets", "there is none"));
    }
    if config.secrets.is_empty() && !config.allow_unsigned {
        return Err(at.error("secrets", "there is none, and allow_unsigned is not set"));
    }
    if config.allow_unsigned && !config.secrets.is_empty() {
        return Err(at.error("allow_unsigned", "it has no meaning beside secrets"));
    }
    if config.allow_unsigned && !scheme.allows_unsigned() {
        return Err(at.error("allow_unsigned", format!("{} signs always", scheme.name())));
    }
    if config.tolerance.is_some() && !scheme.may_sign_timestamp() {
        return Err(at.error("tolerance", format!("{} signs no time", scheme.name())));
    }
    if config.tolerance == Some(0) {
        return Err(at.error("tolerance", "1 second is the least"));
    }
    // A repetition must be recognised for as long as it verifies, and for as
    // long as the provider sends it.
    let freshness_s = match config.tolerance.map_or(scheme.tolerance(), Tolerance::Seconds) {
        Tolerance::Seconds(seconds) if scheme.may_sign_timestamp() => 2 * u64::from(seconds),
        _ => 0,
    };
    let min_s = scheme.retries().horizon_s().max(freshness_s).max(MIN_WINDOW_S);
    if config.dedup_window < min_s {
        let reason = format!("{min_s} seconds are the least for {}", scheme.name());
        return Err(at.error("dedup_window", reason));
    }
    Ok(scheme)
}

/// The URL that is signed. The one that a request seems to be sent to is what
/// its sender wrote, so it proves nothing.
fn public_url(
    config: &SourceConfig,
    scheme: &Scheme,
    at: &KeyPath,
) -> Result<Option<String>, ConfigError> {
    let text = match &config.public_url {
        None if scheme.signs_url() => {
            let reason = format!("there is none, and {} signs the URL", scheme.name());
            return Err(at.error("public_url", reason));
        }
        None => return Ok(None),
        Some(_) if !scheme.signs_url() => {
            return Err(at.error("public_url", format!("{} signs no URL", scheme.name())));
        }
        Some(text) => text,
    };
    let url = Url::parse(text).map_err(|error| at.error("public_url", error.to_string()))?;
    match url.scheme() {
        // As it was told the provider, which signs it to the letter.
        "http" | "https" => Ok(Some(text.clone())),
        _ => Err(at.error("public_url", "http or https is expected")),
    }
}

fn verify_token(
    config: &SourceConfig,
    scheme: &Scheme,
    at: &KeyPath,
    secrets: &Secrets<'_>,
) -> Result<Option<Secret>, ConfigError> {
    match &config.verify_token {
        None => Ok(None),
        Some(_) if !scheme.challenge_has_token() => {
            Err(at.error("verify_token", format!("{} shows none", scheme.name())))
        }
        Some(name) => secrets.get(name, at, "verify_token").map(Secret::new).map(Some),
    }
}

fn check_sizes(config: &SourceConfig, at: &KeyPath) -> Result<(), ConfigError> {
    if config.max_body == 0 || config.max_body > MAX_BODY_LIMIT {
        return Err(at.error("max_body", format!("1 to {MAX_BODY_LIMIT} bytes are expected")));
    }
    if config.retention > MAX_RETENTION_S {
        return Err(at.error("retention", format!("0 to {MAX_RETENTION_S} seconds are expected")));
    }
    Ok(())
}

fn check_shards(config: &SourceConfig, at: &KeyPath) -> Result<(), ConfigError> {
    let counts = config.previous_shards.iter().chain([&config.shards]);
    for (index, count) in counts.clone().enumerate() {
        let key = match config.previous_shards.get(index) {
            Some(_) => format!("previous_shards[{index}]"),
            None => "shards".to_owned(),
        };
        if !(1..=MAX_SHARDS).contains(count) {
            return Err(at.error(&key, format!("1 to {MAX_SHARDS} are expected")));
        }
        if index > 0 && config.previous_shards.get(index - 1) == Some(count) {
            return Err(at.error(&key, "it is the number before it"));
        }
    }
    if config.previous_shards.len() > MAX_SHARD_CHANGES {
        let reason = format!("{MAX_SHARD_CHANGES} are the most within a dedup window");
        return Err(at.error("previous_shards", reason));
    }
    if config.mode == Mode::Inline && (config.shards != 1 || !config.previous_shards.is_empty()) {
        return Err(at.error("shards", "a source in inline mode has one"));
    }
    Ok(())
}

fn verifier(
    config: &SourceConfig,
    scheme: Scheme,
    at: &KeyPath,
    secrets: &Secrets<'_>,
) -> Result<Verifier, ConfigError> {
    let keys = config
        .secrets
        .iter()
        .enumerate()
        .map(|(index, name)| secrets.get(name, at, &format!("secrets[{index}]")).map(Secret::new))
        .collect::<Result<Vec<_>, _>>()?;
    let tolerance = config.tolerance.map_or(scheme.tolerance(), Tolerance::Seconds);
    let verifier = Verifier::new(scheme, &keys)
        .map_err(|error| match error {
            countersign::Error::InvalidSecret { index, reason } => {
                at.error(&format!("secrets[{index}]"), format!("the secret is invalid: {reason}"))
            }
            error => at.error("secrets", error.to_string()),
        })?
        .with_tolerance(tolerance)
        .with_max_body(config.max_body)
        .with_unsigned_allowed(config.allow_unsigned)
        .with_dedup_window(config.dedup_window);
    match &config.dedup_on {
        None => Ok(verifier),
        Some(pointers) => verifier.with_dedup_on(pointers).map_err(|error| match error {
            countersign::Error::InvalidScheme { path, reason } => at.error(&path, reason),
            error => at.error("dedup_on", error.to_string()),
        }),
    }
}
