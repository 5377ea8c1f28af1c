//! The configuration as it is written: the variable `COUNTERSIGN`. It is read
//! strictly; what it means is a [`Config`](super::Config).

use std::{collections::BTreeMap, fmt};

use countersign::Json;
use serde::Deserialize;

use super::retention::{DEFAULT_PAYLOAD_S, DEFAULT_WINDOW_S};

/// The whole configuration, its keys known and its values well-typed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    pub(crate) sources: BTreeMap<String, SourceConfig>,
    pub(crate) destinations: BTreeMap<String, DestinationConfig>,
    pub(crate) admin: Option<AdminConfig>,
    /// Schemes of one's own, as they are written.
    #[serde(default)]
    pub(crate) schemes: Vec<Json>,
}

/// Who may use `/admin/*`. Without this there is no such address.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdminConfig {
    /// The name of the secret of the bearer token.
    pub(crate) token: String,
}

/// One inbound endpoint, `/hooks/{source}`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceConfig {
    /// The id of a scheme.
    pub(crate) scheme: String,
    /// The names of the secrets, not the secrets.
    #[serde(default)]
    pub(crate) secrets: Vec<String>,
    pub(crate) routes: Vec<RouteConfig>,
    /// Seconds.
    pub(crate) tolerance: Option<u32>,
    /// Seconds for which a repetition is a duplicate.
    #[serde(default = "thirty_days")]
    pub(crate) dedup_window: u64,
    /// Seconds for which payloads are kept after the event's deliveries ended,
    /// the parked ones too. Its key is kept for the whole `dedup_window`.
    #[serde(default = "seven_days")]
    pub(crate) retention: u64,
    /// Over how many inboxes the source's events are spread.
    #[serde(default = "one")]
    pub(crate) shards: u32,
    /// How many there were before, the oldest first. When `shards` changes, its
    /// last value is put here, and stays for `dedup_window` after that change:
    /// for so long the inbox that an event belonged to is asked as well, where
    /// it is another. What waits in an inbox is delivered from there always.
    #[serde(default)]
    pub(crate) previous_shards: Vec<u32>,
    /// Bytes.
    #[serde(default = "one_mebibyte")]
    pub(crate) max_body: usize,
    /// The source's address as the provider knows it, where that is signed.
    pub(crate) public_url: Option<String>,
    /// The name of the secret that the provider shows in its challenge.
    pub(crate) verify_token: Option<String>,
    #[serde(default)]
    pub(crate) allow_unsigned: bool,
    /// JSON Pointers to the members of the body that tell a repetition from a new
    /// event, in place of the event's id.
    pub(crate) dedup_on: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) mode: Mode,
}

/// When a source's events are forwarded.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    /// After the provider was answered, from the disk.
    #[default]
    Inbox,
    /// Before, and the provider gets the destination's answer.
    Inline,
}

/// Which events of a source go where.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteConfig {
    /// The name of a destination.
    pub(crate) to: String,
    /// The types that go there, as `lead.created` or `lead.*`; all by default.
    pub(crate) types: Option<Vec<String>>,
    /// The tenants whose events go there, as `ab12-cd34` or `ab12-*`; all by default.
    pub(crate) tenants: Option<Vec<String>>,
}

/// Where events go.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestinationConfig {
    pub(crate) url: String,
    /// The name of the secret of the countersignature.
    pub(crate) sign_with: Option<String>,
    /// The name of the secret of a bearer token.
    pub(crate) bearer: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// A template, whose result is sent instead of the provider's body.
    pub(crate) body: Option<String>,
    /// Statuses that are success beside 2xx.
    #[serde(default)]
    pub(crate) success: Vec<u16>,
    /// Seconds for one attempt.
    #[serde(default = "fifteen")]
    pub(crate) timeout: u32,
    /// How often an event is tried before it is parked.
    #[serde(default = "fifteen")]
    pub(crate) attempts: u32,
}

fn thirty_days() -> u64 {
    DEFAULT_WINDOW_S
}

fn one() -> u32 {
    1
}

fn seven_days() -> u64 {
    DEFAULT_PAYLOAD_S
}

fn one_mebibyte() -> usize {
    1 << 20
}

fn fifteen() -> u32 {
    15
}

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key, as `sources.optimo.routes[0].to`; empty for all of it.
    pub path: String,
    /// What is wrong there, on one line, without a secret.
    pub reason: String,
}

impl ConfigError {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for ConfigError {}

impl ConfigFile {
    /// Reads the JSON value of the variable `COUNTERSIGN`.
    ///
    /// # Errors
    ///
    /// The first key that is misspelt, missing or of another type.
    pub fn parse(json: &str) -> Result<Self, ConfigError> {
        countersign::read_json(json)
            .map_err(|fault| ConfigError { path: fault.path, reason: fault.reason })
    }

    /// The names of all secrets that the configuration speaks of.
    pub fn secret_names(&self) -> Vec<String> {
        let sources = self
            .sources
            .values()
            .flat_map(|source| source.secrets.iter().chain(&source.verify_token));
        let destinations = self
            .destinations
            .values()
            .flat_map(|destination| destination.sign_with.iter().chain(&destination.bearer));
        let admin = self.admin.iter().map(|admin| &admin.token);
        let mut names: Vec<_> = sources.chain(destinations).chain(admin).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
