//! The URLs that may have been signed: proxies change them.

use crate::explain::{cause_code::CauseCode, input::Input};

/// The longest URL, and the longest header with a part of one.
const MAX_URL: usize = 8 * 1024;

/// A URL that may have been signed.
pub(super) struct UrlCandidate {
    pub(super) code: Option<CauseCode>,
    pub(super) url: String,
    /// "What was signed has …".
    pub(super) note: String,
}

/// The given URL, then what it may have been before a proxy.
pub(super) fn url_candidates(input: &Input<'_>) -> Vec<UrlCandidate> {
    let Some(url) = input.url else { return vec![] };
    let mut candidates =
        vec![UrlCandidate { code: None, url: url.to_owned(), note: String::new() }];
    let Some((protocol, rest)) = url.split_once("://") else { return candidates };
    if url.len() > MAX_URL {
        return candidates;
    }
    let mut add = |url: String, note: &str| {
        if candidates.iter().all(|other| other.url != url) {
            let note = format!("{note}: {url}");
            candidates.push(UrlCandidate { code: Some(CauseCode::UrlMismatch), url, note });
        }
    };
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let header = |wanted: &str| {
        let line = input.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        line.filter(|(_, value)| value.len() <= MAX_URL)
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    };
    let forwarded = [header("x-forwarded-host"), header("host"), header("x-original-host")];
    let forwarded = forwarded.into_iter().flatten().map(str::trim);
    let without_port = host.split(':').next().unwrap_or(host);
    let prefix = header("x-forwarded-prefix").unwrap_or_default();
    for host in [host, without_port].into_iter().chain(forwarded) {
        for protocol in [protocol, "https", "http"] {
            let prefixed = format!("{prefix}{path}");
            for path in [path.to_owned(), prefixed, toggle_slash(path), without_query(path)] {
                add(format!("{protocol}://{host}{path}"), "the address before the proxy");
            }
        }
    }
    for host in [host, without_port] {
        for port in ["443", "80", "8080", "3000"] {
            add(format!("{protocol}://{host}:{port}{path}"), "the address with a port");
        }
    }
    candidates
}

/// Removes the slash at a path's end, or adds one.
fn toggle_slash(path: &str) -> String {
    path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned)
}

fn without_query(path: &str) -> String {
    path.split('?').next().unwrap_or(path).to_owned()
}
