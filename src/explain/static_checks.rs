//! What a request shows without a search: structural facts are inferred, and
//! what merely looks like a cause is a hint.

use super::{
    cause_code::CauseCode,
    detect::SchemeCandidate,
    display::display,
    evidence::cause,
    input::Input,
    located_fields::{LocatedField, LocatedFields, Location, Role},
    repair::{respell_headers, verified},
    report::{Cause, Certainty, Freshness, Repair, StepKind},
    schemes::scheme_json,
    secret_kinds::wrong_kind,
    signature_candidates::SignatureCandidate,
    trace::Trace,
    verification::read_digests,
};
use crate::{
    Scheme, Timestamp, Tolerance, scheme::component::Component, scheme::digest_encoding::Encoding,
    time::unit::Unit,
};

use Certainty::{Hint, Inferred, Proven};

/// Checks for headers of another scheme, and for misspelt and missing fields.
pub(super) fn check_names(
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    candidates: &[SchemeCandidate<'_>],
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let other =
        candidates.iter().map(|one| one.scheme).find(|other| is_of_scheme(input, scheme, other));
    if let Some(other) = other.filter(|_| fields.lack_signature()) {
        let message = format!("The headers are those of {} (`{}`).", other.name(), other.id());
        let place = (StepKind::Headers, "scheme");
        let mut cause = cause(input, CauseCode::WrongScheme, Inferred, place, message);
        cause.repair = verified(input, scheme, Repair::with_scheme(other.id()));
        causes.push(cause);
    }
    let mut repair = None;
    for field in fields.iter() {
        let place = (StepKind::Headers, field.name.as_str());
        if let Some((name, _)) = field.misspelt {
            let message = format!("There is no {}, but there is a `{name}`.", field.name);
            let mut cause = cause(input, CauseCode::HeaderName, Inferred, place, message);
            let respelt = || verified(input, scheme, respell_headers(fields));
            cause.repair.clone_from(repair.get_or_insert_with(respelt));
            causes.push(cause);
        } else if field.values.is_empty() && !field.is_optional {
            causes.push(missing_field(input, scheme, field));
        }
    }
    causes
}

/// Whether the request has all fields of another scheme, and a signature in its
/// format.
fn is_of_scheme(input: &Input<'_>, scheme: &Scheme, other: &Scheme) -> bool {
    let fields = LocatedFields::locate(other, input);
    let is_well_formed = |field: &LocatedField<'_>| {
        field.values.iter().any(|value| !read_digests(other, value).is_empty())
    };
    other.id() != scheme.id()
        && other.signature.encoding != Encoding::Text
        && fields.are_as_expected()
        && fields.signatures().any(is_well_formed)
}

fn missing_field(input: &Input<'_>, scheme: &Scheme, field: &LocatedField<'_>) -> Cause {
    let description = field.description();
    let is_target = match &field.location {
        Location::Component(Component::Query(_)) => input.url.is_none(),
        Location::Component(part) => part.is_of_url() || *part == Component::Method,
        _ => false,
    };
    if is_target {
        let (name, what) =
            if description == "method" { ("method", "the method") } else { ("url", "the address") };
        let message =
            format!("{} signs {what} of its requests, and nobody said it.", scheme.name());
        let place = (StepKind::Content, name);
        return cause(input, CauseCode::UrlMismatch, Inferred, place, message);
    }
    let message = if field.role == Role::Signature && scheme.allows_unsigned() {
        format!("There is no {description}: without a secret, {} sends none.", scheme.name())
    } else {
        format!("There is no {description}, which {} sends.", scheme.name())
    };
    let place = (StepKind::Headers, field.name.as_str());
    cause(input, CauseCode::HeaderMissing, Inferred, place, message)
}

/// Checks the signature's format.
pub(super) fn check_signature(
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    trace: &Trace,
    signatures: &[SignatureCandidate],
) -> Vec<Cause> {
    let name = scheme.signature.place();
    let place = (StepKind::Parse, name.as_str());
    let count = fields.get(Role::Signature).map_or(0, |field| field.values.len());
    let (codes, message) = match (count, signatures.first()) {
        (2.., _) => {
            (vec![CauseCode::MultipleSignatures], format!("{name} is there {count} times."))
        }
        (_, Some(signature)) if !trace.has_well_formed_signature() => {
            let message = format!("`{}` is not written as the scheme writes it.", signature.text);
            (signature.faults.clone(), message)
        }
        _ => return vec![],
    };
    codes.into_iter().map(|code| cause(input, code, Inferred, place, message.clone())).collect()
}

/// Checks the signed time. Nothing follows from a time that is not authentic,
/// so it is a hint unless the signature was reproduced.
pub(super) fn check_time(
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    trace: &Trace,
    is_reproduced: bool,
) -> Vec<Cause> {
    let (Some(format), Some(text)) = (&scheme.timestamp, fields.value(Role::Timestamp)) else {
        return vec![];
    };
    let name = scheme.timestamp_name();
    let certainty = if is_reproduced { Inferred } else { Hint };
    let place = (StepKind::Freshness, name.as_str());
    let Some(signed_at) = trace.signed_at else {
        let (certainty, what) = match trace.matched_secret {
            Some(_) => (Proven, "It was signed like that"),
            None if format.unit == Unit::Rfc3339 => {
                (Inferred, "It is no date and time as RFC 3339 has them")
            }
            None => (Inferred, "It is no run of digits"),
        };
        let message = format!("{what}: `{}`.", display(&text));
        let place = (StepKind::Parse, name.as_str());
        return vec![cause(input, CauseCode::TimestampFormat, certainty, place, message)];
    };
    let tolerance = input.tolerance_for(scheme);
    if !matches!(trace.freshness, Freshness::Stale | Freshness::Future) {
        return vec![];
    }
    let (other, unit, expected) = match format.unit {
        Unit::Milliseconds => (Unit::Seconds, "seconds", "milliseconds"),
        _ => (Unit::Milliseconds, "milliseconds", "seconds"),
    };
    let is_fresh = |time: &Timestamp| tolerance.check(*time, input.now).is_ok();
    if let Some(time) = other.parse(&text).filter(is_fresh) {
        let message = format!(
            "`{}` is {} in {unit}; {expected} are expected.",
            display(&text),
            time.to_rfc3339()
        );
        let mut cause = cause(input, CauseCode::TimestampUnit, certainty, place, message);
        cause.repair = with_unit(scheme, other).and_then(|repair| verified(input, scheme, repair));
        return vec![cause];
    }
    let step = trace.failed_step(StepKind::Freshness);
    let message = step.map(|step| format!("Of {}: {}.", signed_at.to_rfc3339(), step.message));
    let is_stale = trace.freshness == Freshness::Stale;
    let code = if is_stale { CauseCode::Stale } else { CauseCode::ClockSkew };
    let mut causes = vec![cause(input, code, certainty, place, message.unwrap_or_default())];
    if let Some(cause) = causes.first_mut().filter(|_| trace.matched_secret.is_some()) {
        cause.repair = verified(input, scheme, respell_headers(fields));
    }
    if let Some(hours) = whole_hours(signed_at, input.now, tolerance).filter(|_| is_stale) {
        let message = format!(
            "The difference is {hours} h, nearly to the second: a clock may be set to local time as if it were UTC."
        );
        causes.push(cause(input, CauseCode::ClockSkew, Hint, place, message));
    }
    causes
}

/// The scheme with its timestamp in another unit.
fn with_unit(scheme: &Scheme, unit: Unit) -> Option<Repair> {
    let mut changed = scheme_json(scheme)?;
    let unit = if unit == Unit::Milliseconds { "ms" } else { "s" };
    changed.member("timestamp")?.set("unit", unit);
    Some(Repair { scheme: Some(changed), ..Repair::default() })
}

const HOUR_MS: i64 = 3_600_000;

/// How far a difference between time zones may be from a whole hour.
const MAX_ZONE_ERROR_MS: i64 = 5_000;

/// The age in hours, where it is a whole number that a time zone could cause.
fn whole_hours(signed_at: Timestamp, now: Timestamp, tolerance: Tolerance) -> Option<i64> {
    let Tolerance::Seconds(_) = tolerance else { return None };
    let age = signed_at.age_ms(now);
    let hours = age.checked_add(HOUR_MS / 2)?.div_euclid(HOUR_MS);
    let rest = age - hours * HOUR_MS;
    ((1..=14).contains(&hours) && rest.abs() < MAX_ZONE_ERROR_MS).then_some(hours)
}

/// Checks for a body that was never read, or only in part.
pub(super) fn check_body(input: &Input<'_>) -> Vec<Cause> {
    let place = (StepKind::Content, "body");
    let text = input.body.trim_ascii();
    if input.body.is_empty() {
        let message = "There is no body: what was signed cannot be had from nothing.".to_owned();
        return vec![cause(input, CauseCode::BodyEmpty, Inferred, place, message)];
    }
    if [&b"undefined"[..], b"null", b"{}", b"None"].contains(&text) {
        let message = format!("The body is `{}`: nothing was read of the request.", display(text));
        return vec![cause(input, CauseCode::BodyEmpty, Inferred, place, message)];
    }
    if text == b"[object Object]" || text.starts_with(b"Array (") || text.starts_with(b"map[") {
        let message = format!("The body is `{}`: an object was made a text.", display(text));
        return vec![cause(input, CauseCode::BodyReserialized, Inferred, place, message)];
    }
    let is_content_length = |name: &str| name.eq_ignore_ascii_case("content-length");
    let declared = input
        .headers
        .iter()
        .find(|(name, _)| is_content_length(name))
        .and_then(|(_, value)| std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok());
    if let Some(sent) = declared.filter(|sent| *sent != input.body.len()) {
        let message = format!(
            "Content-Length says {sent} bytes, and the body has {}: it is not as it was sent.",
            input.body.len()
        );
        return vec![cause(input, CauseCode::BodyReserialized, Hint, place, message)];
    }
    vec![]
}

/// Checks for secrets that look like something else.
pub(super) fn check_secrets(input: &Input<'_>) -> Vec<Cause> {
    let wrong = input.secrets.iter().enumerate().filter_map(|(index, secret)| {
        let kind = wrong_kind(secret)?;
        let name = format!("secret {}", index + 1);
        let message = format!("It looks like {kind}, which signs nothing.");
        let place = (StepKind::Digest, name.as_str());
        Some(cause(input, CauseCode::SecretWrongKind, Hint, place, message))
    });
    wrong.collect()
}
