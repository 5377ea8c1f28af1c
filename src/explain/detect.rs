//! Which scheme a request may be of.

use super::{
    Candidate, Case,
    found::{Headers, Role},
    steps::{is_accepted, parts},
};
use crate::{
    Excerpt, Header, Scheme, Tolerance, algorithm::Digest, builtin_ids, event::Authentic,
    verify::key,
};

/// The built-in schemes.
pub(super) fn builtins() -> Vec<Scheme> {
    builtin_ids().filter_map(|id| Scheme::builtin(id).ok()).collect()
}

/// The schemes whose signature header the request has, the likeliest first.
pub(super) fn candidates(case: &Case<'_>, schemes: &[Scheme]) -> Vec<Candidate> {
    let mut candidates: Vec<_> = schemes
        .iter()
        .filter_map(|scheme| {
            let likelihood = likelihood(case, scheme);
            (likelihood > 0.0).then(|| Candidate { id: scheme.id().to_owned(), likelihood })
        })
        .collect();
    candidates.sort_by(|one, other| other.likelihood.total_cmp(&one.likelihood));
    candidates
}

fn likelihood(case: &Case<'_>, scheme: &Scheme) -> f64 {
    let headers = Headers::find(scheme, case.headers);
    let Some(signature) = headers.get(Role::Signature) else { return 0.0 };
    let Some(value) = signature.value() else { return 0.0 };
    if is_accepted(case, scheme, Tolerance::Unlimited) {
        // What accepts a documented event is likelier than what accepts its bytes.
        return if documents(scheme, case.body) { 1.0 } else { 0.95 };
    }
    let mut likelihood: f64 = if signature.similar.is_some() { 0.1 } else { 0.3 };
    if scheme.signature.digests(value).next().is_some() {
        likelihood += 0.15;
    }
    let others: Vec<_> = headers.iter().filter(|found| found.role != Role::Signature).collect();
    let there = others.iter().filter(|found| !found.values.is_empty()).count();
    if !others.is_empty() {
        likelihood += if there == others.len() { 0.2 } else { -0.1 };
    }
    if documents(scheme, case.body) {
        likelihood += 0.25;
    }
    (likelihood * 100.0).round() / 100.0
}

/// Whether a body's type is one that the scheme's provider documents.
pub(super) fn documents(scheme: &Scheme, body: &[u8]) -> bool {
    let from = Authentic { message_id: b"id", signed_at: None, secret_index: None };
    let event = scheme.event.read(Excerpt::whole(body), from);
    let kind = event.ok().flatten().and_then(|event| event.kind);
    kind.is_some_and(|kind| scheme.event_types().iter().any(|known| *known == kind))
}

/// Whether one of the secrets makes a signature of the request under a scheme,
/// whatever the time and the payload are.
pub(super) fn is_signed_by(
    case: &Case<'_>,
    scheme: &Scheme,
    lines: &[Header<'_>],
) -> Option<usize> {
    let headers = Headers::find(scheme, lines);
    if !headers.are_as_they_should() {
        return None;
    }
    let digests: Vec<Digest> = headers
        .value(Role::Signature)
        .map_or(vec![], |value| scheme.signature.digests(value).collect());
    case.secrets.iter().position(|secret| {
        key(scheme, secret).is_ok_and(|key| {
            let made = key.digest(scheme.signed_content.fill(parts(&headers), case.body));
            digests.iter().any(|digest| digest.matches(&made))
        })
    })
}
