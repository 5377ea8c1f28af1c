//! The addresses of the admin API.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What every address is below.
pub const ROOT: &str = "/admin";

/// The parameters that select deliveries.
const SELECTION: &[&str] =
    &["source", "state", "destination", "type", "since", "until", "limit", "cursor"];

/// An address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Deliveries, by selection.
    Deliveries,
    /// The replay of deliveries, by selection.
    ReplayDeliveries,
    /// The event of this name.
    Event(String),
    /// The replay of the event of this name.
    ReplayEvent(String),
    /// Counters and queues, as JSON.
    Stats,
    /// The same for Prometheus.
    Metrics,
}

impl Route {
    /// Whether a path belongs to the admin API, be there anything at it or not.
    pub fn is_admin(path: &str) -> bool {
        path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The address of this path.
    pub fn find(path: &str) -> Option<Self> {
        let path = path.strip_prefix(ROOT)?.strip_prefix('/')?;
        let segments: Vec<_> = path.split('/').collect();
        match *segments.as_slice() {
            ["deliveries"] => Some(Self::Deliveries),
            ["deliveries", "replay"] => Some(Self::ReplayDeliveries),
            ["events", name] => event_name(name).map(Self::Event),
            ["events", name, "replay"] => event_name(name).map(Self::ReplayEvent),
            ["stats"] => Some(Self::Stats),
            ["metrics"] => Some(Self::Metrics),
            _ => None,
        }
    }

    /// The methods that it takes.
    pub fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Deliveries | Self::Stats | Self::Metrics => &["GET"],
            Self::ReplayDeliveries | Self::ReplayEvent(_) => &["POST"],
            Self::Event(_) => &["GET", "DELETE"],
        }
    }

    /// The query parameters that it takes.
    pub fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Deliveries | Self::ReplayDeliveries => SELECTION,
            Self::ReplayEvent(_) => &["destination"],
            Self::Event(_) | Self::Stats | Self::Metrics => &[],
        }
    }
}

/// The name in a segment of a path, where it is text.
fn event_name(segment: &str) -> Option<String> {
    let name = percent_decode_str(segment).decode_utf8().map(Cow::into_owned).ok();
    name.filter(|_| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_paths_are_found() {
        let name = || "sales:a/b+c é%".to_owned();
        for (path, route) in [
            ("/admin/deliveries", Route::Deliveries),
            ("/admin/deliveries/replay", Route::ReplayDeliveries),
            ("/admin/events/sales%3Aa%2Fb+c%20%C3%A9%", Route::Event(name())),
            ("/admin/events/sales:a%2fb+c%20%c3%a9%/replay", Route::ReplayEvent(name())),
            ("/admin/stats", Route::Stats),
            ("/admin/metrics", Route::Metrics),
        ] {
            assert_eq!(Route::find(path), Some(route), "{path}");
        }
    }

    #[test]
    fn unknown_paths_are_not_found() {
        for path in [
            "/admin",
            "/admin/",
            "/admin/deliveries/",
            "/admin/Deliveries",
            "/admin/deliveries/replay/x",
            "/admin/events",
            "/admin/events/",
            "/admin/events//replay",
            "/admin/events/a/b",
            "/admin/events/%FF",
            "//admin/stats",
        ] {
            assert_eq!(Route::find(path), None, "{path}");
        }
    }

    #[test]
    fn only_the_root_and_what_is_below_it_is_admin() {
        assert!(["/admin", "/admin/", "/admin/x"].into_iter().all(Route::is_admin));
        assert!(!["/", "/administrator", "/hooks/admin"].into_iter().any(Route::is_admin));
    }
}
