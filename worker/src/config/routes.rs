//! What is checked of a source's routes.

use std::collections::BTreeMap;

use countersign::Scheme;

use super::{ConfigError, Mode, SourceConfig, place::Path};
use crate::{
    filter::Destination,
    route::{Route, TypePattern},
};

pub(super) fn routes(
    config: &SourceConfig,
    scheme: &Scheme,
    destinations: &BTreeMap<String, Destination>,
    at: &Path,
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
        let types = match &route.types {
            None => None,
            Some(types) if types.is_empty() => {
                return Err(at.error(&key("types"), "there is none, so no event would match"));
            }
            Some(types) => Some(
                types
                    .iter()
                    .map(|pattern| {
                        TypePattern::parse(pattern).map_err(|why| at.error(&key("types"), why))
                    })
                    .collect::<Result<_, _>>()?,
            ),
        };
        let route = Route { to: route.to.clone(), types };
        if config.mode == Mode::Inline {
            let answer_within_s = scheme.retries().answer_within_s;
            check_inline(&route, &routes, destinations, answer_within_s)
                .map_err(|(field, why)| at.error(&key(field), why))?;
        }
        routes.push(route);
    }
    Ok(routes)
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
