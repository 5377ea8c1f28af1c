//! The addresses that may have been signed: proxies change them.

use crate::explain::{Case, CauseCode};

/// What is longer than this is no address, and no piece of one.
const MAX_URL: usize = 8 * 1024;

/// The address as it was given, and as it may have been before a proxy.
pub(super) fn urls(case: &Case<'_>) -> Vec<(Option<CauseCode>, String, String)> {
    let Some(url) = case.url else { return vec![] };
    let mut urls: Vec<(Option<CauseCode>, String, String)> =
        vec![(None, url.to_owned(), String::new())];
    let mut add = |changed: String, note: &str| {
        if urls.iter().all(|(_, other, _)| *other != changed) {
            let note = format!("{note}: {changed}");
            urls.push((Some(CauseCode::UrlMismatch), changed, note));
        }
    };
    let Some((protocol, rest)) = url.split_once("://") else { return urls };
    if url.len() > MAX_URL {
        return urls;
    }
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let header = |wanted: &str| {
        let line = case.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        line.filter(|(_, value)| value.len() <= MAX_URL)
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    };
    let hosts = [header("x-forwarded-host"), header("host"), header("x-original-host")];
    let bare = host.split(':').next().unwrap_or(host);
    let prefix = header("x-forwarded-prefix").unwrap_or_default();
    let hosts = hosts.into_iter().flatten().map(str::trim);
    for host in [host, bare].into_iter().chain(hosts) {
        for protocol in [protocol, "https", "http"] {
            for path in [path.to_owned(), format!("{prefix}{path}"), turned(path), unqueried(path)]
            {
                add(format!("{protocol}://{host}{path}"), "the address before the proxy");
            }
        }
    }
    for host in [host, bare] {
        for port in ["443", "80", "8080", "3000"] {
            add(format!("{protocol}://{host}:{port}{path}"), "the address with a port");
        }
    }
    urls
}

/// With a slash at its end where it has none, and without where it has one.
fn turned(path: &str) -> String {
    path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned)
}

fn unqueried(path: &str) -> String {
    path.split('?').next().unwrap_or(path).to_owned()
}
