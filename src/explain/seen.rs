//! What can be seen of a request without computing anything: structural facts,
//! which are inferred, and what merely looks like a cause, which is a hint.

use super::{
    Case, Cause, CauseCode, Certainty, Freshness, Repair, Search, State, Task,
    detect::Likely,
    edit::document,
    found::{Found, Headers, Place, Role},
    proof::cause,
    received::Reading,
    repair::{in_time, spelling},
    shapes::shape,
    steps::{Walk, digests, shown},
};
use crate::{
    Scheme, Timestamp, Tolerance,
    scheme::{component::Component, signature::Encoding},
    time::Unit,
};

use Certainty::{Hint, Inferred, Proven};

/// What is missing or misspelt.
pub(super) fn names(
    case: &Case<'_>,
    scheme: &Scheme,
    headers: &Headers<'_>,
    likely: &[Likely<'_>],
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let is_missing = headers.signatures().all(|found| found.values.is_empty());
    let theirs = likely.iter().map(|likely| likely.scheme).find(|other| {
        let found = Headers::find(other, case);
        let is_signed =
            |found: &Found<'_>| found.values.iter().any(|value| !digests(other, value).is_empty());
        other.id() != scheme.id()
            && other.signature.encoding != Encoding::Text
            && found.are_as_they_should()
            && found.signatures().any(is_signed)
    });
    if let Some(other) = theirs.filter(|_| is_missing) {
        let message = format!("The headers are those of {} (`{}`).", other.name(), other.id());
        let mut cause =
            cause(case, CauseCode::WrongScheme, Inferred, (Task::Headers, "scheme"), message);
        let repair = Repair { scheme: Some(other.id().into()), ..Repair::default() };
        cause.repair = in_time(case, scheme, repair);
        causes.push(cause);
    }
    for found in headers.iter() {
        let place = (Task::Headers, found.name.as_str());
        if let Some((name, _)) = found.similar {
            let message = format!("There is no {}, but there is a `{name}`.", found.name);
            let mut cause = cause(case, CauseCode::HeaderName, Inferred, place, message);
            cause.repair = in_time(case, scheme, spelling(headers));
            causes.push(cause);
        } else if found.values.is_empty() && !found.is_optional {
            causes.push(missing(case, scheme, found));
        }
    }
    causes
}

/// Something that is needed, and is not there.
fn missing(case: &Case<'_>, scheme: &Scheme, found: &Found<'_>) -> Cause {
    let what = found.what();
    let is_address = match &found.place {
        Place::Part(Component::Query(_)) => case.url.is_none(),
        Place::Part(part) => part.is_of_url() || *part == Component::Method,
        _ => false,
    };
    if is_address {
        let place = (Task::Content, if *what == *"method" { "method" } else { "url" });
        let what = if place.1 == "method" { "the method" } else { "the address" };
        let message =
            format!("{} signs {what} of its requests, and nobody said it.", scheme.name());
        return cause(case, CauseCode::UrlMismatch, Inferred, place, message);
    }
    let place = (Task::Headers, found.name.as_str());
    let message = if found.role == Role::Signature && scheme.allows_unsigned() {
        format!("There is no {what}: without a secret, {} sends none.", scheme.name())
    } else {
        format!("There is no {what}, which {} sends.", scheme.name())
    };
    cause(case, CauseCode::HeaderMissing, Inferred, place, message)
}

/// A signature that is not written as the scheme writes it.
pub(super) fn signature(
    case: &Case<'_>,
    scheme: &Scheme,
    headers: &Headers<'_>,
    walk: &Walk,
    readings: &[Reading],
) -> Vec<Cause> {
    let is_well_formed = walk.received.iter().any(|received| received.hex.is_some());
    let name = scheme.signature.place();
    let place = (Task::Parse, name.as_str());
    let count = headers.get(Role::Signature).map_or(0, |found| found.values.len());
    let message = match (count, readings.first()) {
        (2.., _) => format!("{name} is there {count} times."),
        _ if is_well_formed => return vec![],
        (_, Some(reading)) => format!("`{}` is not written as the scheme writes it.", reading.text),
        (_, None) => return vec![],
    };
    let codes = match readings.first() {
        _ if count > 1 => vec![CauseCode::MultipleSignatures],
        Some(reading) => reading.faults.clone(),
        None => vec![],
    };
    codes.into_iter().map(|code| cause(case, code, Inferred, place, message.clone())).collect()
}

/// The time that the request was signed at.
pub(super) fn time(
    case: &Case<'_>,
    scheme: &Scheme,
    headers: &Headers<'_>,
    walk: &Walk,
    is_reproduced: bool,
) -> Vec<Cause> {
    let (Some(format), Some(text)) = (&scheme.timestamp, headers.value(Role::Timestamp)) else {
        return vec![];
    };
    let name = scheme.timestamp_name();
    // Of a time that is not authentic nothing follows.
    let certainty = if is_reproduced { Inferred } else { Hint };
    let place = (Task::Freshness, name.as_str());
    let Some(signed_at) = walk.signed_at else {
        let (certainty, what) = match walk.matched {
            Some(_) => (Proven, "It was signed like that"),
            None if format.unit == Unit::Rfc3339 => {
                (Inferred, "It is no date and time as RFC 3339 has them")
            }
            None => (Inferred, "It is no run of digits"),
        };
        let message = format!("{what}: `{}`.", shown(&text));
        let place = (Task::Parse, name.as_str());
        return vec![cause(case, CauseCode::TimestampFormat, certainty, place, message)];
    };
    let tolerance = case.tolerance.unwrap_or_else(|| scheme.tolerance());
    if !matches!(walk.freshness, Freshness::Stale | Freshness::Future) {
        return vec![];
    }
    let (other, unit, expected) = match format.unit {
        Unit::Milliseconds => (Unit::Seconds, "seconds", "milliseconds"),
        _ => (Unit::Milliseconds, "milliseconds", "seconds"),
    };
    let is_near = |time: &Timestamp| tolerance.check(*time, case.now).is_ok();
    if let Some(time) = other.parse(&text).filter(is_near) {
        let message = format!(
            "`{}` is {} in {unit}; {expected} are expected.",
            shown(&text),
            time.to_rfc3339()
        );
        let mut cause = cause(case, CauseCode::TimestampUnit, certainty, place, message);
        cause.repair = in_unit(scheme, other).and_then(|repair| in_time(case, scheme, repair));
        return vec![cause];
    }
    let step =
        walk.steps.iter().find(|step| step.task == Task::Freshness && step.state == State::Fail);
    let message = step.map(|step| format!("Of {}: {}.", signed_at.to_rfc3339(), step.message));
    let message = message.unwrap_or_default();
    let is_old = walk.freshness == Freshness::Stale;
    let code = if is_old { CauseCode::Stale } else { CauseCode::ClockSkew };
    let mut causes = vec![cause(case, code, certainty, place, message)];
    if let Some(cause) = causes.first_mut().filter(|_| walk.matched.is_some()) {
        cause.repair = in_time(case, scheme, spelling(headers));
    }
    if let Some(hours) = whole_hours(signed_at, case.now, tolerance).filter(|_| is_old) {
        let message = format!(
            "The difference is {hours} h, nearly to the second: a clock may be set to local time as if it were UTC."
        );
        causes.push(cause(case, CauseCode::ClockSkew, Hint, place, message));
    }
    causes
}

/// The scheme with its time in another unit.
fn in_unit(scheme: &Scheme, unit: Unit) -> Option<Repair> {
    let mut changed = document(scheme)?;
    let unit = if unit == Unit::Milliseconds { "ms" } else { "s" };
    changed.member("timestamp")?.set("unit", unit);
    Some(Repair { scheme: Some(changed), ..Repair::default() })
}

const HOUR_MS: i64 = 3_600_000;

/// How many hours lie between, where nothing else does, and a time zone could.
fn whole_hours(signed_at: Timestamp, now: Timestamp, tolerance: Tolerance) -> Option<i64> {
    let Tolerance::Seconds(_) = tolerance else { return None };
    let age = signed_at.age_ms(now);
    let hours = age.checked_add(HOUR_MS / 2)?.div_euclid(HOUR_MS);
    let rest = age - hours * HOUR_MS;
    ((1..=14).contains(&hours) && rest.abs() < 5_000).then_some(hours)
}

/// A body that is none, or not all of it.
pub(super) fn body(case: &Case<'_>) -> Vec<Cause> {
    let place = (Task::Content, "body");
    let text = case.body.trim_ascii();
    if case.body.is_empty() {
        let message = "There is no body: what was signed cannot be had from nothing.".to_owned();
        return vec![cause(case, CauseCode::BodyEmpty, Inferred, place, message)];
    }
    if [&b"undefined"[..], b"null", b"{}", b"None"].contains(&text) {
        let message = format!("The body is `{}`: nothing was read of the request.", shown(text));
        return vec![cause(case, CauseCode::BodyEmpty, Inferred, place, message)];
    }
    if text == b"[object Object]" || text.starts_with(b"Array (") || text.starts_with(b"map[") {
        let message = format!("The body is `{}`: an object was made a text.", shown(text));
        return vec![cause(case, CauseCode::BodyReserialized, Inferred, place, message)];
    }
    let is_length = |name: &str| name.eq_ignore_ascii_case("content-length");
    let declared = case
        .headers
        .iter()
        .find(|(name, _)| is_length(name))
        .and_then(|(_, value)| std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok());
    if let Some(sent) = declared.filter(|sent| *sent != case.body.len()) {
        let message = format!(
            "Content-Length says {sent} bytes, and the body has {}: it is not as it was sent.",
            case.body.len()
        );
        return vec![cause(case, CauseCode::BodyReserialized, Hint, place, message)];
    }
    vec![]
}

/// Secrets that look like something else.
pub(super) fn secrets(case: &Case<'_>) -> Vec<Cause> {
    let shapes = case.secrets.iter().enumerate().filter_map(|(index, secret)| {
        let what = shape(secret)?;
        let input = format!("secret {}", index + 1);
        let message = format!("It looks like {what}, which signs nothing.");
        let place = (Task::Digest, input.as_str());
        Some(cause(case, CauseCode::SecretWrongKind, Hint, place, message))
    });
    shapes.collect()
}

/// Says what a search that has found nothing leaves open.
pub(super) fn limits(case: &Case<'_>, left_out: Vec<String>, search: &mut Search) {
    let mut add = |text: &str| search.uncovered.push(text.to_owned());
    if case.body.starts_with(b"{") || case.body.starts_with(b"[") {
        add(
            "Numbers that were written in another way (1.0 as 1), the former order of members, and members that were there twice: parsing loses them for good.",
        );
    }
    if case.body.windows(3).any(|bytes| bytes == "\u{FFFD}".as_bytes()) {
        add(
            "The characters that were replaced by U+FFFD: the body holds some, and their bytes are lost.",
        );
    }
    add("Values that were changed, added or left out, and Unicode normalisation.");
    add(
        "Three faults at once, and other algorithms than HMAC with SHA-1, SHA-256, SHA-384 and SHA-512.",
    );
    search.uncovered.extend(left_out);
    search.conclusion = Some(format!(
        "None of {} hypotheses makes the received signature: either the secret is another one, or the \
         body was changed in a way that cannot be undone here.",
        search.hypotheses
    ));
}
