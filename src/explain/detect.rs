//! Detects which built-in schemes a request fits.

use std::collections::BTreeSet;

use super::{
    input::Input,
    located_fields::{LocatedFields, MAX_MISSPELT_LINES, Role, has_signature, is_similar},
    report::Candidate,
    schemes::{BuiltinScheme, builtins},
    verification::{matching_secret, read_digests},
};
use crate::{
    BodyPrefix, Scheme, scheme::digest_encoding::Encoding, scheme::event_format::EventFormat,
};

/// Standard Webhooks comes before the providers that follow it, where nothing
/// else tells them apart.
const STANDARD: &str = "standard-webhooks";

/// The shortest header name that may be misspelt.
const MIN_MISSPELT_LENGTH: usize = 8;

/// How often a large body is hashed for detection.
const MAX_PASSES: usize = 32;

/// The bytes that may be hashed for a small body.
const MIN_BUDGET: usize = 24 << 20;

/// A scheme that fits a request.
pub(super) struct SchemeCandidate<'s> {
    pub(super) scheme: &'s Scheme,
    /// From 0 to 100.
    score: u8,
    /// The index of the secret that makes the signature.
    pub(super) matched_secret: Option<usize>,
    /// Whether the secrets were tried.
    pub(super) is_tried: bool,
}

impl SchemeCandidate<'_> {
    pub(super) fn to_report(&self) -> Candidate {
        let likelihood = f64::from(self.score) / 100.0;
        Candidate { id: self.scheme.id().to_owned(), likelihood }
    }

    fn is_standard(&self) -> bool {
        self.scheme.id() == STANDARD
    }
}

/// The built-in schemes whose signature header the request has, the likeliest
/// first.
pub(super) fn candidates(input: &Input<'_>) -> Vec<SchemeCandidate<'static>> {
    let names = header_names(input);
    let mut budget = input.body.len().saturating_mul(MAX_PASSES).max(MIN_BUDGET);
    let mut candidates: Vec<_> = builtins()
        .iter()
        .filter(|builtin| may_sign(builtin, input, &names))
        .filter_map(|builtin| {
            let scheme = builtin.scheme()?;
            candidate(input, scheme.form(&scheme.header_table(input.headers)), &mut budget)
        })
        .collect();
    candidates.sort_by_key(|one| (100_u8.saturating_sub(one.score), !one.is_standard()));
    candidates
}

fn header_names(input: &Input<'_>) -> BTreeSet<String> {
    input.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// Whether the request may have the signature header of a scheme, judged
/// without parsing the scheme.
fn may_sign(builtin: &BuiltinScheme, input: &Input<'_>, names: &BTreeSet<String>) -> bool {
    builtin.may_have_header(|wanted| {
        let mut lines = input.headers.iter().take(MAX_MISSPELT_LINES);
        names.contains(&wanted.to_ascii_lowercase())
            || (wanted.len() >= MIN_MISSPELT_LENGTH
                && lines.any(|(name, _)| is_similar(wanted, name)))
    })
}

/// Scores a scheme. `budget` is the number of bytes that may still be hashed.
fn candidate<'s>(
    input: &Input<'_>,
    scheme: &'s Scheme,
    budget: &mut usize,
) -> Option<SchemeCandidate<'s>> {
    let has_signature = has_signature(scheme, input);
    if !has_signature && scheme.signature.header.is_none() {
        return None;
    }
    let fields = LocatedFields::locate(scheme, input);
    let values: Vec<_> = fields.signatures().flat_map(|field| field.all_values()).collect();
    if values.is_empty() {
        return None;
    }
    let cost = if has_signature { input.body.len() * input.secrets.len() } else { 0 };
    let rest = budget.checked_sub(cost);
    *budget = rest.unwrap_or_default();
    let is_tried = rest.is_some();
    let matched_secret =
        if has_signature && is_tried { matching_secret(input, scheme) } else { None };
    let provider_score = provider_score(input, scheme);
    let score = match matched_secret {
        // Several schemes may make the signature: the event tells them apart.
        Some(_) => 90 + provider_score / 10,
        None => {
            let is_well_formed = values.iter().any(|value| !read_digests(scheme, value).is_empty());
            (header_score(scheme, &fields, is_well_formed) + 2 * provider_score / 5).min(89)
        }
    };
    Some(SchemeCandidate { scheme, score, matched_secret, is_tried })
}

/// How well the request's headers fit the scheme, from 0 to 65.
fn header_score(scheme: &Scheme, fields: &LocatedFields<'_>, is_well_formed: bool) -> u8 {
    let mut score: u8 = if fields.lack_signature() { 10 } else { 30 };
    match scheme.signature.encoding {
        // Any text is a well-formed token.
        Encoding::Text => {}
        _ if is_well_formed => score += 15,
        _ => score -= 5,
    }
    let is_other = |role| matches!(role, Role::Timestamp | Role::Id | Role::Other);
    let others: Vec<_> =
        fields.iter().filter(|field| is_other(field.role) && !field.is_optional).collect();
    let present = others.iter().filter(|field| !field.values.is_empty()).count();
    if !others.is_empty() {
        if present == others.len() {
            score += 20;
        } else {
            score = score.saturating_sub(10);
        }
    }
    score
}

/// How much the request names the provider apart from its signature, from 0 to
/// 100: by its event types, its members and its name.
fn provider_score(input: &Input<'_>, scheme: &Scheme) -> u8 {
    let (present, named, kind) = event_format(scheme, input.body).traces(input.body);
    let is_documented = kind.is_some_and(|kind| is_event_type(scheme, &kind));
    let member_score = u8::try_from((20 * present).checked_div(named).unwrap_or_default());
    50 * u8::from(is_documented)
        + member_score.unwrap_or_default()
        + 30 * u8::from(is_named(input, scheme))
}

fn event_format<'s>(scheme: &'s Scheme, body: &[u8]) -> &'s EventFormat {
    // A whole body always decides the format.
    scheme.event_format(BodyPrefix::whole(body)).unwrap_or(&scheme.event)
}

fn is_event_type(scheme: &Scheme, kind: &str) -> bool {
    scheme.event_types().iter().any(|documented| *documented == kind)
}

/// Whether the provider documents the type of the body's event.
pub(super) fn documents_event(scheme: &Scheme, body: &[u8]) -> bool {
    let (.., kind) = event_format(scheme, body).traces(body);
    kind.is_some_and(|kind| is_event_type(scheme, &kind))
}

/// Whether the provider's name is in a header's name, in `User-Agent` or in the
/// URL.
fn is_named(input: &Input<'_>, scheme: &Scheme) -> bool {
    let undashed = scheme.id().replace('-', "");
    let name = scheme.id().split('-').find(|word| word.len() >= 4).unwrap_or(&undashed);
    let has_name = |text: &str| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| match word.get(..name.len()) {
            Some(start) if start.eq_ignore_ascii_case(name) => {
                word.len() == name.len() || name.len() >= 5
            }
            _ => false,
        })
    };
    let is_user_agent = |(header, value): &(&str, &[u8])| {
        header.eq_ignore_ascii_case("user-agent") && std::str::from_utf8(value).is_ok_and(has_name)
    };
    input.headers.iter().any(|line| has_name(line.0) || is_user_agent(line))
        || input.url.is_some_and(has_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::schemes::builtin_schemes;

    #[test]
    fn signature_header_selects_its_scheme() {
        for scheme in builtin_schemes() {
            for name in scheme.signature.header.iter().chain(&scheme.signature.more_headers) {
                let headers = [(name.as_str(), &b"x"[..])];
                let input = Input {
                    scheme: None,
                    secrets: &[],
                    headers: &headers,
                    body: b"",
                    now: crate::Timestamp::from_millis(0),
                    tolerance: None,
                    url: None,
                    method: None,
                };
                let names = header_names(&input);
                let is_it =
                    |one: &&BuiltinScheme| one.scheme().map(Scheme::id) == Some(scheme.id());
                let builtin = builtins().iter().find(is_it);
                assert!(builtin.is_some_and(|builtin| may_sign(builtin, &input, &names)));
            }
        }
    }
}
