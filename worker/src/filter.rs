//! What a configuration means: sources that can verify, and destinations that
//! can be sent to. A configuration is refused whole, or all of it holds.

use std::{collections::BTreeMap, rc::Rc, time::Duration};

use countersign::{Scheme, Secret, Tolerance, Verifier, builtin_ids};
use url::Url;

use crate::{
    admin::token::Token,
    config::{Config, ConfigError, DestinationConfig, Mode, SourceConfig},
    retention::Retention,
    shards::Shards,
    template::{DataPaths, Format, Shape, Template},
};

/// Everything that is configured, checked.
pub struct Filter {
    sources: BTreeMap<String, Source>,
    destinations: BTreeMap<String, Destination>,
    admin: Option<Token>,
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
    /// For how long a repetition is recognised.
    pub dedup_window: Duration,
    mode: Mode,
    routes: Vec<Route>,
}

struct Route {
    to: String,
    types: Option<Vec<TypePattern>>,
}

/// A type by its name, or several by how their names begin.
enum TypePattern {
    Exact(String),
    Prefix(String),
}

/// Where events go.
pub struct Destination {
    /// Where to.
    pub url: Url,
    /// The secret of the countersignature.
    pub signer: Option<Secret>,
    /// Headers of every attempt, the bearer token among them: secret.
    pub headers: Vec<(String, String)>,
    /// What is made of the event for it.
    pub shape: Shape,
    /// Statuses that are as good as 2xx.
    pub success: Vec<u16>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How often an event is tried before it is parked.
    pub attempts: u32,
}

impl Filter {
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

    /// The names of all destinations that events may go to.
    pub fn all_destinations(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|route| route.to.as_str())
    }

    /// The names of the destinations that an event of this type goes to.
    pub fn destinations(&self, kind: Option<&str>) -> impl Iterator<Item = &str> {
        self.routes
            .iter()
            .filter(move |route| match &route.types {
                None => true,
                Some(types) => kind.is_some_and(|kind| types.iter().any(|one| one.matches(kind))),
            })
            .map(|route| route.to.as_str())
    }
}

impl TypePattern {
    fn matches(&self, kind: &str) -> bool {
        match self {
            TypePattern::Exact(name) => kind == name,
            TypePattern::Prefix(prefix) => kind.starts_with(prefix.as_str()),
        }
    }

    /// Whether there are types that both match.
    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (TypePattern::Exact(name), pattern) | (pattern, TypePattern::Exact(name)) => {
                pattern.matches(name)
            }
            (TypePattern::Prefix(one), TypePattern::Prefix(another)) => {
                one.starts_with(another.as_str()) || another.starts_with(one.as_str())
            }
        }
    }
}

impl Config {
    /// Checks what the keys and types alone do not show, and joins the secrets.
    /// `secret` finds a secret by its name.
    ///
    /// # Errors
    ///
    /// The first key that is wrong.
    pub fn resolve(&self, secret: impl Fn(&str) -> Option<String>) -> Result<Filter, ConfigError> {
        if self.sources.is_empty() {
            return Err(ConfigError::new("sources", "there is none"));
        }
        let secrets = Secrets(&secret);
        let data_paths = Rc::new(self.data_paths());
        let destinations = self
            .destinations
            .iter()
            .map(|(name, config)| {
                let at = Path(format!("destinations.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), destination(config, &data_paths, &at, &secrets)?))
            })
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        let sources = self
            .sources
            .iter()
            .map(|(name, config)| {
                let at = Path(format!("sources.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), source(config, &destinations, &at, &secrets)?))
            })
            .collect::<Result<_, _>>()?;
        let admin = match &self.admin {
            None => None,
            Some(config) => {
                let at = Path("admin".to_owned());
                let token = secrets.get(&config.token, &at, "token")?;
                Some(Token::new(&token).map_err(|reason| at.error("token", reason))?)
            }
        };
        Ok(Filter { sources, destinations, admin })
    }

    /// Where the events of each source have their data. An unknown scheme is
    /// refused elsewhere.
    fn data_paths(&self) -> DataPaths {
        let path = |config: &SourceConfig| Scheme::builtin(&config.scheme).ok();
        self.sources
            .iter()
            .filter_map(|(name, config)| Some((name.clone(), path(config)?.data_path().to_vec())))
            .collect()
    }
}

/// Where in the configuration something stands.
struct Path(String);

impl Path {
    fn error(&self, key: &str, reason: impl Into<String>) -> ConfigError {
        ConfigError::new(format!("{}.{key}", self.0), reason)
    }

    /// A name stands in addresses and in headers.
    fn check_name(&self, name: &str) -> Result<(), ConfigError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&name.len()) && name.bytes().all(is_plain) {
            return Ok(());
        }
        Err(ConfigError::new(
            self.0.clone(),
            "a name is 1 to 64 letters, digits, hyphens and underscores",
        ))
    }
}

/// Finds secrets by name.
struct Secrets<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Secrets<'_> {
    fn get(&self, name: &str, at: &Path, key: &str) -> Result<String, ConfigError> {
        // What is no name may be the secret itself, and is not repeated.
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(at.error(key, "the name of a secret is capital letters, digits and _"));
        }
        (self.0)(name)
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| at.error(key, format!("there is no secret {name:?}")))
    }
}

fn source(
    config: &SourceConfig,
    destinations: &BTreeMap<String, Destination>,
    at: &Path,
    secrets: &Secrets<'_>,
) -> Result<Source, ConfigError> {
    let scheme = Scheme::builtin(&config.scheme).map_err(|_| {
        let known: Vec<_> = builtin_ids().collect();
        let reason = format!("unknown scheme {:?}; known are {}", config.scheme, known.join(", "));
        at.error("scheme", reason)
    })?;
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
    if config.tolerance.is_some() && !scheme.signs_timestamp() {
        return Err(at.error("tolerance", format!("{} signs no time", scheme.name())));
    }
    if config.tolerance == Some(0) {
        return Err(at.error("tolerance", "1 second is the least"));
    }
    // A repetition must be recognised for as long as it verifies, and for as
    // long as the provider sends it.
    let freshness_s = 2 * u64::from(config.tolerance.unwrap_or_default());
    let least_s = scheme.retries().horizon_s().max(freshness_s).max(SHORTEST_WINDOW_S);
    if config.dedup_window < least_s {
        let reason = format!("{least_s} seconds are the least for {}", scheme.name());
        return Err(at.error("dedup_window", reason));
    }
    if config.max_body == 0 || config.max_body > MAX_BODY_LIMIT {
        return Err(at.error("max_body", format!("1 to {MAX_BODY_LIMIT} bytes are expected")));
    }
    if config.retention > MOST_RETENTION_S {
        return Err(at.error("retention", format!("0 to {MOST_RETENTION_S} seconds are expected")));
    }
    let counts = config.previous_shards.iter().chain([&config.shards]);
    for (index, count) in counts.clone().enumerate() {
        let key = match config.previous_shards.get(index) {
            Some(_) => format!("previous_shards[{index}]"),
            None => "shards".to_owned(),
        };
        if !(1..=MOST_SHARDS).contains(count) {
            return Err(at.error(&key, format!("1 to {MOST_SHARDS} are expected")));
        }
        if index > 0 && config.previous_shards.get(index - 1) == Some(count) {
            return Err(at.error(&key, "it is the number before it"));
        }
    }
    if config.previous_shards.len() > MOST_CHANGES {
        let reason = format!("{MOST_CHANGES} are the most within a dedup window");
        return Err(at.error("previous_shards", reason));
    }
    if config.mode == Mode::Inline && (config.shards != 1 || !config.previous_shards.is_empty()) {
        return Err(at.error("shards", "a source in inline mode has one"));
    }
    if config.routes.is_empty() {
        return Err(at.error("routes", "there is none"));
    }

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

    let mut routes: Vec<Route> = Vec::new();
    for (index, route) in config.routes.iter().enumerate() {
        let key = |field: &str| format!("routes[{index}].{field}");
        if !destinations.contains_key(&route.to) {
            return Err(at.error(&key("to"), format!("unknown destination {:?}", route.to)));
        }
        if routes.iter().any(|earlier| earlier.to == route.to) {
            return Err(at.error(&key("to"), format!("{:?} has a route already", route.to)));
        }
        let types = match &route.types {
            None => None,
            Some(types) if types.is_empty() => {
                return Err(at.error(&key("types"), "there is none, so no event would match"));
            }
            Some(types) => Some(
                types
                    .iter()
                    .map(|pattern| {
                        type_pattern(pattern).map_err(|why| at.error(&key("types"), why))
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        let route = Route { to: route.to.clone(), types };
        if config.mode == Mode::Inline {
            let answer_within_s = verifier.scheme().retries().answer_within_s;
            check_inline(&route, &routes, destinations, answer_within_s)
                .map_err(|(field, why)| at.error(&key(field), why))?;
        }
        routes.push(route);
    }
    Ok(Source {
        verifier,
        max_body: config.max_body,
        retention: Retention::new(config.retention, config.dedup_window),
        shards: Shards::new(config.shards, config.previous_shards.clone()),
        dedup_window: Duration::from_secs(config.dedup_window),
        mode: config.mode,
        routes,
    })
}

/// The answer to an event in inline mode is that of one destination, and comes
/// while the provider still waits for it.
fn check_inline(
    route: &Route,
    earlier: &[Route],
    destinations: &BTreeMap<String, Destination>,
    answer_within_s: Option<u32>,
) -> Result<(), (&'static str, String)> {
    let overlaps = |other: &&Route| match (&route.types, &other.types) {
        (Some(types), Some(others)) => {
            types.iter().any(|one| others.iter().any(|other| one.overlaps(other)))
        }
        _ => true,
    };
    if let Some(other) = earlier.iter().find(overlaps) {
        let reason = format!("an event would go to {:?} too, and inline it goes to one", other.to);
        return Err(("types", reason));
    }
    let timeout_s = destinations.get(&route.to).map_or(0, |to| to.timeout.as_secs());
    match answer_within_s {
        Some(limit_s) if timeout_s >= limit_s.into() => Err((
            "to",
            format!(
                "its timeout of {timeout_s} s is not below the {limit_s} s that the provider waits"
            ),
        )),
        _ => Ok(()),
    }
}

/// What providers that document no schedule may be expected to repeat within.
const SHORTEST_WINDOW_S: u64 = 24 * 60 * 60;

/// A Durable Object stores a row of at most 2 MB; the headers need room too.
const MAX_BODY_LIMIT: usize = 1_900_000;

/// More inboxes than one source can fill.
const MOST_SHARDS: u32 = 64;

/// Each change is another inbox to ask.
const MOST_CHANGES: usize = 8;

/// A year. Whoever writes more has very likely not written seconds.
const MOST_RETENTION_S: u64 = 366 * 24 * 60 * 60;

fn type_pattern(pattern: &str) -> Result<TypePattern, String> {
    match pattern.strip_suffix('*') {
        Some(prefix) if !prefix.contains('*') => Ok(TypePattern::Prefix(prefix.to_owned())),
        None if !pattern.contains('*') && !pattern.is_empty() => {
            Ok(TypePattern::Exact(pattern.to_owned()))
        }
        _ => Err(format!("{pattern:?} is neither a type nor the beginning of some and a *")),
    }
}

fn destination(
    config: &DestinationConfig,
    data_paths: &Rc<DataPaths>,
    at: &Path,
    secrets: &Secrets<'_>,
) -> Result<Destination, ConfigError> {
    let url = Url::parse(&config.url).map_err(|error| at.error("url", error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(at.error("url", "http or https is expected"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(at.error("url", "credentials do not belong in it; use bearer"));
    }
    if !(1..=300).contains(&config.timeout) {
        return Err(at.error("timeout", "1 to 300 seconds are expected"));
    }
    if !(1..=100).contains(&config.attempts) {
        return Err(at.error("attempts", "1 to 100 are expected"));
    }
    for (index, status) in config.success.iter().enumerate() {
        if !(400..500).contains(status) || MAY_PASS.contains(status) {
            let reason = "a 4xx is expected, other than 408, 425 and 429, which are tried again";
            return Err(at.error(&format!("success[{index}]"), reason));
        }
    }

    let signer = match &config.sign_with {
        None => None,
        Some(name) => {
            let secret = Secret::new(secrets.get(name, at, "sign_with")?);
            crate::countersignature::check(&secret)
                .map_err(|error| at.error("sign_with", error.to_string()))?;
            Some(secret)
        }
    };
    let body = match &config.body {
        None => None,
        Some(body) => Some(Template::new(body, Format::Json).map_err(|why| at.error("body", why))?),
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut templates: Vec<(String, Template)> = Vec::new();
    for (name, value) in &config.headers {
        let key = format!("headers.{name}");
        let refuse = |reason| Err(at.error(&key, reason));
        let lower = name.to_ascii_lowercase();
        if !is_header(name, value) {
            return refuse("it is no valid header");
        }
        if is_reserved(&lower) {
            return refuse("the filter sets this header, or the connection does");
        }
        if lower == "authorization" && config.bearer.is_some() {
            return refuse("bearer sets this header");
        }
        let earlier = headers.iter().map(|(name, _)| name);
        if earlier.chain(templates.iter().map(|(name, _)| name)).any(|name| *name == lower) {
            return refuse("it is there already, in another case");
        }
        if ["{{", "{%", "{#"].iter().any(|mark| value.contains(mark)) {
            let template = Template::new(value, Format::Header);
            templates.push((lower, template.map_err(|why| at.error(&key, why))?));
        } else {
            headers.push((lower, value.clone()));
        }
    }
    if let Some(name) = &config.bearer {
        let value = format!("Bearer {}", secrets.get(name, at, "bearer")?);
        if !is_header("authorization", &value) {
            return Err(at.error("bearer", "the secret cannot stand in a header"));
        }
        headers.push(("authorization".to_owned(), value));
    }
    Ok(Destination {
        url,
        signer,
        headers,
        shape: Shape::new(body, templates, data_paths.clone()),
        success: config.success.clone(),
        timeout: Duration::from_secs(config.timeout.into()),
        attempts: config.attempts,
    })
}

/// What a destination says that something else will be said later by.
const MAY_PASS: [u16; 3] = [408, 425, 429];

/// Headers that say how an event is delivered, and not what it is about.
fn is_reserved(name: &str) -> bool {
    const RESERVED: [&str; 13] = [
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    RESERVED.contains(&name) || name.starts_with("webhook-") || name.starts_with("countersign-")
}

fn is_header(name: &str, value: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_visible = |byte: u8| (b' '..=b'~').contains(&byte);
    !name.is_empty() && name.bytes().all(is_token) && value.bytes().all(is_visible)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A configuration that holds, with one value set or taken away.
    fn with(pointer: &str, value: Value) -> Result<Filter, ConfigError> {
        let mut config = json!({
            "sources": {
                "optimo": {
                    "scheme": "optimocms",
                    "secrets": ["OPTIMO_SECRET"],
                    "routes": [{ "to": "app", "types": ["form.*", "order.created"] }],
                },
                "mates": {
                    "scheme": "customermates",
                    "secrets": ["MATES_SECRET"],
                    "routes": [{ "to": "app" }],
                },
                "sales": {
                    "scheme": "salesos",
                    "secrets": ["SALES_SECRET"],
                    "routes": [{ "to": "app" }],
                },
            },
            "destinations": {
                "app": { "url": "https://app.example.com/webhooks", "sign_with": "APP_SECRET" },
                "crm": { "url": "https://crm.example.com/leads", "timeout": 8 },
            },
        });
        if let Some((parent, key)) = pointer.rsplit_once('/')
            && let Some(parent) = config.pointer_mut(parent)
        {
            parent[key] = value;
        }
        Config::parse(&config.to_string())?.resolve(|name| match name {
            "APP_SECRET" => Some("whsec_c2VjcmV0".to_owned()),
            "EMPTY" => Some(String::new()),
            "NOT_BASE64" => Some("whsec_!".to_owned()),
            "CONTROL" => Some("a\nb".to_owned()),
            "SHORT" => Some("fifteen letters".replace(' ', "-")),
            name if name.ends_with("_SECRET") => Some("secret".to_owned()),
            _ => None,
        })
    }

    fn inline(scheme: &str, routes: Value) -> Value {
        json!({ "scheme": scheme, "secrets": ["A_SECRET"], "mode": "inline", "routes": routes })
    }

    #[test]
    fn inline_each_event_has_one_destination() -> Result<(), ConfigError> {
        let routes = json!([
            { "to": "crm", "types": ["lead.*", "deal.won"] },
            { "to": "app", "types": ["deal.lost", "contact.*"] },
        ]);
        let filter = with("/sources/inline", inline("optimocms", routes))?;
        let source = filter.source("inline");
        assert!(source.is_some_and(Source::is_inline));
        let to = |kind| source.map(|source| source.destinations(Some(kind)).collect::<Vec<_>>());
        assert_eq!(to("deal.won"), Some(vec!["crm"]));
        assert_eq!(to("deal.lost"), Some(vec!["app"]));
        assert_eq!(to("deal.other"), Some(vec![]));
        with("/sources/inline", inline("bottlecrm", json!([{ "to": "crm" }]))).map(drop)
    }

    #[test]
    fn a_wrong_configuration_is_refused_with_the_path() {
        for (pointer, value, path) in [
            ("/source", json!({}), "source"),
            ("/sources", json!({}), "sources"),
            ("/sources", json!(null), "sources"),
            ("/sources/optimo/scheme", json!("optimo"), "sources.optimo.scheme"),
            ("/sources/optimo/scheme", json!(7), "sources.optimo.scheme"),
            ("/sources/optimo/secret", json!("X"), "sources.optimo.secret"),
            ("/sources/optimo/secrets", json!([]), "sources.optimo.secrets"),
            ("/sources/optimo/secrets", json!(["NONE"]), "sources.optimo.secrets[0]"),
            ("/sources/optimo/secrets", json!(["A_SECRET", "EMPTY"]), "sources.optimo.secrets[1]"),
            ("/sources/optimo/routes", json!([]), "sources.optimo.routes"),
            ("/sources/optimo/routes", json!([{}]), "sources.optimo.routes[0]"),
            ("/sources/optimo/routes", json!([{ "to": "no" }]), "sources.optimo.routes[0].to"),
            (
                "/sources/optimo/routes",
                json!([{ "to": "app" }, { "to": "app" }]),
                "sources.optimo.routes[1].to",
            ),
            (
                "/sources/optimo/routes",
                json!([{ "to": "app", "types": [] }]),
                "sources.optimo.routes[0].types",
            ),
            (
                "/sources/optimo/routes",
                json!([{ "to": "app", "types": ["a*b"] }]),
                "sources.optimo.routes[0].types",
            ),
            ("/sources/optimo/tolerance", json!(-1), "sources.optimo.tolerance"),
            ("/sources/optimo/tolerance", json!(0), "sources.optimo.tolerance"),
            ("/sources/mates/tolerance", json!(60), "sources.mates.tolerance"),
            ("/sources/mates/dedup_window", json!(60), "sources.mates.dedup_window"),
            ("/sources/optimo/secrets", json!(["whsec_pasted"]), "sources.optimo.secrets[0]"),
            ("/sources/sales/dedup_window", json!(60), "sources.sales.dedup_window"),
            ("/sources/optimo/retention", json!(-1), "sources.optimo.retention"),
            ("/sources/optimo/retention", json!(604_800_000), "sources.optimo.retention"),
            ("/sources/optimo/shards", json!(0), "sources.optimo.shards"),
            ("/sources/optimo/shards", json!(65), "sources.optimo.shards"),
            ("/sources/optimo/previous_shards", json!([0]), "sources.optimo.previous_shards[0]"),
            ("/sources/optimo/previous_shards", json!([2, 2]), "sources.optimo.previous_shards[1]"),
            ("/sources/optimo/previous_shards", json!([1]), "sources.optimo.shards"),
            (
                "/sources/optimo/previous_shards",
                json!([1, 2, 1, 2, 1, 2, 1, 2, 3]),
                "sources.optimo.previous_shards",
            ),
            ("/sources/optimo/max_body", json!(0), "sources.optimo.max_body"),
            ("/sources/optimo/max_body", json!(2_000_000), "sources.optimo.max_body"),
            ("/sources/optimo/allow_unsigned", json!(true), "sources.optimo.allow_unsigned"),
            ("/sources/mates/allow_unsigned", json!(true), "sources.mates.allow_unsigned"),
            ("/sources/mates/secrets", json!([]), "sources.mates.secrets"),
            ("/sources/a b", json!({ "scheme": "salesos", "routes": [] }), "sources.a b"),
            ("/destinations/app/url", json!("app.example.com"), "destinations.app.url"),
            ("/destinations/app/url", json!("ftp://a"), "destinations.app.url"),
            ("/destinations/app/url", json!("https://bücher.example"), "destinations.app.url"),
            ("/destinations/app/url", json!("https://a:b@c"), "destinations.app.url"),
            ("/destinations/app/sign_with", json!("NONE"), "destinations.app.sign_with"),
            ("/destinations/app/sign_with", json!("NOT_BASE64"), "destinations.app.sign_with"),
            ("/destinations/app/bearer", json!("CONTROL"), "destinations.app.bearer"),
            ("/destinations/app/headers", json!({ "a b": "c" }), "destinations.app.headers.a b"),
            ("/destinations/app/headers", json!({ "Host": "b" }), "destinations.app.headers.Host"),
            (
                "/destinations/app/headers",
                json!({ "Webhook-Id": "1" }),
                "destinations.app.headers.Webhook-Id",
            ),
            (
                "/destinations/app/headers",
                json!({ "X-A": "1", "x-a": "2" }),
                "destinations.app.headers.x-a",
            ),
            ("/destinations/app/timeout", json!(0), "destinations.app.timeout"),
            ("/sources/optimo/mode", json!("outline"), "sources.optimo.mode"),
            ("/sources/optimo/mode", json!(true), "sources.optimo.mode"),
            (
                "/sources/slow",
                inline("bottlecrm", json!([{ "to": "app" }])),
                "sources.slow.routes[0].to",
            ),
            (
                "/sources/two",
                inline("optimocms", json!([{ "to": "app" }, { "to": "crm", "types": ["a.b"] }])),
                "sources.two.routes[1].types",
            ),
            (
                "/sources/two",
                inline(
                    "optimocms",
                    json!([{ "to": "app", "types": ["a.*"] }, { "to": "crm", "types": ["b", "a.b.*"] }]),
                ),
                "sources.two.routes[1].types",
            ),
            ("/destinations/app/attempts", json!(0), "destinations.app.attempts"),
            ("/destinations/app/body", json!({}), "destinations.app.body"),
            ("/destinations/app/body", json!("{{ event.id"), "destinations.app.body"),
            ("/destinations/app/body", json!("{{ event.id | nope }}"), "destinations.app.body"),
            ("/destinations/app/body", json!("{{ evnt.id }}"), "destinations.app.body"),
            ("/destinations/app/body", json!("{% endif %}"), "destinations.app.body"),
            (
                "/destinations/app/headers",
                json!({ "X-Id": "{{ event.ids }}" }),
                "destinations.app.headers.X-Id",
            ),
            (
                "/destinations/app/headers",
                json!({ "X-Id": "{{ event.id }}", "x-id": "1" }),
                "destinations.app.headers.x-id",
            ),
            ("/destinations/app/success", json!(409), "destinations.app.success"),
            ("/destinations/app/success", json!([409, 503]), "destinations.app.success[1]"),
            ("/destinations/app/success", json!([429]), "destinations.app.success[0]"),
            ("/destinations/app/success", json!([200]), "destinations.app.success[0]"),
            ("/admin", json!({}), "admin"),
            ("/admin", json!("ADMIN_SECRET"), "admin"),
            ("/admin", json!({ "token": "NONE" }), "admin.token"),
            ("/admin", json!({ "token": "EMPTY" }), "admin.token"),
            ("/admin", json!({ "token": "SHORT" }), "admin.token"),
            ("/admin", json!({ "token": "CONTROL" }), "admin.token"),
            ("/admin", json!({ "token": "pasted" }), "admin.token"),
            ("/admin", json!({ "tokens": "ADMIN_SECRET" }), "admin.tokens"),
        ] {
            match with(pointer, value) {
                Err(error) => assert_eq!(error.path, path, "{error}"),
                Ok(_) => assert_eq!("accepted", path),
            }
        }
    }

    #[test]
    fn a_secret_that_stands_where_its_name_should_is_not_repeated() {
        let error = with("/sources/optimo/secrets", json!(["whsec_pasted"])).err();
        assert!(error.is_some_and(|error| !error.to_string().contains("pasted")));
    }

    #[test]
    fn bearer_and_authorization_exclude_each_other() {
        let app = json!({
            "url": "https://app.example.com/",
            "bearer": "TOKEN_SECRET",
            "headers": { "Authorization": "Basic" },
        });
        let error = with("/destinations/app", app).err();
        assert!(error.is_some_and(|error| error.path == "destinations.app.headers.Authorization"));
    }

    #[test]
    fn an_event_goes_where_its_type_is_wanted() -> Result<(), ConfigError> {
        let filter = with("", Value::Null)?;
        let to = |source: &str, kind| {
            filter.source(source).map(|source| source.destinations(kind).count())
        };
        assert_eq!(to("optimo", Some("form.submitted")), Some(1));
        assert_eq!(to("optimo", Some("order.created")), Some(1));
        assert_eq!(to("optimo", Some("order.updated")), Some(0));
        assert_eq!(to("optimo", None), Some(0));
        assert_eq!(to("mates", None), Some(1));
        Ok(())
    }

    #[test]
    fn unsigned_requests_are_allowed_by_name_only() -> Result<(), ConfigError> {
        let unsigned = json!({
            "scheme": "customermates",
            "allow_unsigned": true,
            "routes": [{ "to": "app" }],
        });
        with("/sources/open", unsigned).map(|_| ())
    }
}
