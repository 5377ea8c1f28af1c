//! What is checked of a destination, and what it becomes.

use std::{rc::Rc, time::Duration};

use countersign::Secret;
use url::Url;

use super::{
    ConfigError, Destination, countersignature,
    file::DestinationConfig,
    secrets::{KeyPath, Secrets},
};
use crate::template::{DataPaths, Format, PayloadTransform, Template};

/// What a destination says that something else will be said later by.
const MAY_PASS: [u16; 3] = [408, 425, 429];

pub(super) fn destination(
    config: &DestinationConfig,
    data_paths: &Rc<DataPaths>,
    at: &KeyPath,
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

    let signing_secret = match &config.sign_with {
        None => None,
        Some(name) => {
            let secret = Secret::new(secrets.get(name, at, "sign_with")?);
            countersignature::check(&secret)
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
        signing_secret,
        headers,
        transform: PayloadTransform::new(body, templates, data_paths.clone()),
        success_statuses: config.success.clone(),
        timeout: Duration::from_secs(config.timeout.into()),
        attempts: config.attempts,
    })
}

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
