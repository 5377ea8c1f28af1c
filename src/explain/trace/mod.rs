//! Every step of the verification, also those after one that failed.

mod compare;
mod content;
mod headers;
mod outcome;
mod parse;
mod record;

pub(super) use record::Trace;

use super::{input::Input, located_fields::LocatedFields, verification::is_accepted};
use crate::Scheme;

/// Takes every step of the verification.
pub(super) fn trace(input: &Input<'_>, scheme: &Scheme, fields: &LocatedFields<'_>) -> Trace {
    let tolerance = input.tolerance_for(scheme);
    let mut trace = Trace::new(is_accepted(input, scheme, tolerance));
    headers::find(&mut trace, scheme, fields);
    parse::signature(&mut trace, scheme, fields);
    parse::timestamp(&mut trace, scheme, fields);
    parse::delimiters(&mut trace, input, scheme, fields);
    content::build(&mut trace, input, scheme, fields);
    compare::digests(&mut trace, input, scheme, fields);
    compare::signature(&mut trace, input, scheme);
    compare::equalities(&mut trace, scheme, fields);
    outcome::freshness(&mut trace, input, scheme, fields, tolerance);
    outcome::payload(&mut trace, input, scheme, fields);
    trace
}
