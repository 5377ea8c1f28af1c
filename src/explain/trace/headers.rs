//! The steps that find each field of the request.

use super::record::Trace;
use crate::{
    Scheme,
    crypto::algorithm::Algorithm,
    explain::{
        display::display,
        located_fields::{LocatedField, LocatedFields, Location, Role},
        report::{StepKind, StepState},
    },
    scheme::component::Component,
};

/// Adds a step for each field, except for absent alternatives.
pub(super) fn find(trace: &mut Trace, scheme: &Scheme, fields: &LocatedFields<'_>) {
    for field in fields.iter() {
        if let Some((state, message)) = result(scheme, field) {
            trace.add(StepKind::Headers, state, &field.name, message);
        }
    }
}

fn result(scheme: &Scheme, field: &LocatedField<'_>) -> Option<(StepState, String)> {
    let is_token = scheme.algorithm == Algorithm::Token && field.role.is_signature();
    let (state, message) = match (field.values.as_slice(), field.misspelt) {
        ([], None) if field.is_optional && field.role == Role::Other => {
            (StepState::Skip, "it is missing, and then it is left out".to_owned())
        }
        ([], None) if field.is_optional => return None,
        ([_], _) if is_token => (StepState::Pass, "it is there".to_owned()),
        ([value], _) => (StepState::Pass, format!("it is there: {}", display(value))),
        ([], Some((name, _))) => (
            StepState::Fail,
            format!("it is missing, but there is a `{name}`: the steps go on with that"),
        ),
        ([], None) => (StepState::Fail, missing(&field.location)),
        (values, _) => (
            StepState::Fail,
            format!("it is there {} times, and nothing says which counts", values.len()),
        ),
    };
    let message = match (&field.location, state) {
        (Location::Parameter(parameter), StepState::Pass) => {
            format!("its field `{parameter}`: {message}")
        }
        _ => message,
    };
    Some((state, message))
}

fn missing(location: &Location) -> String {
    match location {
        Location::Component(part)
            if *part == Component::Method || part.is_of_url() && !part.is_query() =>
        {
            "it is signed, and nobody said it".to_owned()
        }
        Location::Parameter(parameter) => format!("its field `{parameter}` is missing"),
        _ => "it is missing".to_owned(),
    }
}
