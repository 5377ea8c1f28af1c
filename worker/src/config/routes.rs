//! What is checked of a source's routes.

use std::collections::BTreeMap;

use countersign::Scheme;

use super::{
    ConfigError, Destination,
    file::{Mode, SourceConfig},
    route::{Pattern, Route},
    secrets::KeyPath,
};

pub(super) fn routes(
    config: &SourceConfig,
    scheme: &Scheme,
    destinations: &BTreeMap<String, Destination>,
    at: &KeyPath,
) -> Result<Vec<Route>, ConfigError> {
    if config.routes.is_empty() {
        return Err(at.error("routes", "there is none"));
    }
    let mut routes: Vec<Route> = Vec::new();
    for (index, route) in config.routes.iter().enumerate() {
        let key = |field: &str| format!("routes[{index}].{field}");
        if !destinations.contains_key(&route.to) {
            return Err(at.error(&key("to"), format!("unknown destination {:?}", route.to)));
        }
        if routes.iter().any(|earlier| earlier.to == route.to) {
            return Err(at.error(&key("to"), format!("{:?} has a route already", route.to)));
        }
        if route.tenants.is_some() && !scheme.has_tenant() {
            let reason = format!("{} does not say whose an event is", scheme.name());
            return Err(at.error(&key("tenants"), reason));
        }
        let patterns =
            |field, names| patterns(names).map_err(|reason| at.error(&key(field), reason));
        let route = Route {
            to: route.to.clone(),
            types: patterns("types", &route.types)?,
            tenants: patterns("tenants", &route.tenants)?,
        };
        if config.mode == Mode::Inline {
            let answer_within_s = scheme.retries().answer_within_s;
            check_inline(&route, &routes, destinations, answer_within_s)
                .map_err(|(field, why)| at.error(&key(field), why))?;
        }
        routes.push(route);
    }
    Ok(routes)
}

/// What the names of a route match; everything where it has none.
fn patterns(names: &Option<Vec<String>>) -> Result<Option<Vec<Pattern>>, String> {
    match names {
        None => Ok(None),
        Some(names) if names.is_empty() => Err("there is none, so no event would match".to_owned()),
        Some(names) => {
            names.iter().map(|name| Pattern::parse(name)).collect::<Result<_, _>>().map(Some)
        }
    }
}

/// The answer to an event in inline mode is that of one destination, and comes
/// while the provider still waits for it.
fn check_inline(
    route: &Route,
    earlier: &[Route],
    destinations: &BTreeMap<String, Destination>,
    answer_within_s: Option<u32>,
) -> Result<(), (&'static str, String)> {
    if let Some(other) = earlier.iter().find(|other| route.overlaps(other)) {
        let reason = format!("an event would go to {:?} too, and inline it goes to one", other.to);
        let is_by_tenant = route.tenants.is_some() && other.tenants.is_some();
        return Err((if is_by_tenant { "tenants" } else { "types" }, reason));
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
