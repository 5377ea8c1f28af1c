//! The checked configuration: sources that can verify, and destinations that can be
//! sent to.

use std::{collections::BTreeMap, time::Duration};

use countersign::{Secret, Verifier};
use url::Url;

use super::{admin_token::Token, file::Mode, retention::Retention, route::Route, shards::Shards};
use crate::template::PayloadTransform;

/// The checked configuration.
pub struct Config {
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) destinations: BTreeMap<String, Destination>,
    pub(crate) admin: Option<Token>,
}

/// One inbound endpoint.
pub struct Source {
    /// Its scheme and secrets.
    pub verifier: Verifier,
    /// The largest body that is read, in bytes.
    pub max_body: usize,
    /// How long what was accepted is kept.
    pub retention: Retention,
    /// Over how many inboxes its events are spread.
    pub shards: Shards,
    /// How long a repetition is a duplicate.
    pub dedup_window: Duration,
    /// Its address as the provider knows it, where that is signed.
    pub public_url: Option<String>,
    /// What the provider shows in its challenge.
    pub verify_token: Option<Secret>,
    pub(crate) mode: Mode,
    pub(crate) routes: Vec<Route>,
}

/// Where events go.
pub struct Destination {
    /// Where to.
    pub url: Url,
    /// The secret of the countersignature.
    pub signing_secret: Option<Secret>,
    /// Headers of every attempt, the bearer token among them: secret.
    pub headers: Vec<(String, String)>,
    /// What is made of the event for it.
    pub transform: PayloadTransform,
    /// Statuses that are success beside 2xx.
    pub success_statuses: Vec<u16>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How often an event is tried before it is parked.
    pub attempts: u32,
}

impl Config {
    /// The source of this name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }

    /// All sources, by name.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.sources.iter().map(|(name, source)| (name.as_str(), source))
    }

    /// The token of who may use the admin API; none where nobody may.
    pub fn admin(&self) -> Option<&Token> {
        self.admin.as_ref()
    }

    /// The destination of this name.
    pub fn destination(&self, name: &str) -> Option<&Destination> {
        self.destinations.get(name)
    }
}

impl Source {
    /// Whether events are forwarded before the provider is answered. Each of
    /// them then has one destination at most.
    pub fn is_inline(&self) -> bool {
        self.mode == Mode::Inline
    }

    /// The URL of a request as the provider knows it. What is configured has no
    /// query as a rule, and then it is the request's.
    pub fn url(&self, seen: &str) -> String {
        let Some(public) = &self.public_url else {
            return seen.to_owned();
        };
        match seen.split_once('?') {
            Some((_, query)) if !public.contains('?') => format!("{public}?{query}"),
            _ => public.clone(),
        }
    }

    /// The names of all destinations that events may go to.
    pub fn all_destinations(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|route| route.to.as_str())
    }

    /// The names of the destinations that an event of this type and this tenant goes to.
    pub fn destinations(
        &self,
        kind: Option<&str>,
        tenant: Option<&str>,
    ) -> impl Iterator<Item = &str> {
        let routes = self.routes.iter().filter(move |route| route.matches(kind, tenant));
        routes.map(|route| route.to.as_str())
    }
}
