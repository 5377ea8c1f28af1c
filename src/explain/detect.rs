//! Which scheme a request may be of.

use std::{collections::BTreeSet, sync::OnceLock};

use super::{
    Candidate, Case,
    edit::document,
    found::{Headers, MAX_NAMES, Role, is_similar, request},
    ranked::ranked,
    steps::digests,
};
use crate::{
    BodyPrefix, Header, Scheme, Secret, Tolerance, Verifier,
    scheme::{builtin::builtin_texts, event::EventFormat, signature::Encoding},
};

/// A built-in scheme, which is read when it is needed: to read them all takes
/// longer than to look at a request.
struct Known {
    text: &'static str,
    /// All texts in what the file says of its signature, the header's name among them.
    words: Vec<&'static str>,
    scheme: OnceLock<Option<Scheme>>,
}

impl Known {
    fn new(text: &'static str) -> Self {
        let (_, signature) = text.split_once("\"signature\": {").unwrap_or(("", text));
        let (signature, _) = signature.split_once("\"signed_content\"").unwrap_or((signature, ""));
        let words = signature.split('"').skip(1).step_by(2).collect();
        Self { text, words, scheme: OnceLock::new() }
    }

    /// Whether a request may have the signature's header. What stands elsewhere
    /// has to be looked for.
    fn may_be(&self, case: &Case<'_>, names: &BTreeSet<String>) -> bool {
        let is_there = |word: &&str| {
            let is_like = |(name, _): &Header<'_>| is_similar(word, name);
            names.contains(&word.to_ascii_lowercase())
                || (word.len() >= 8 && case.headers.iter().take(MAX_NAMES).any(is_like))
        };
        !self.words.contains(&"header") || self.words.iter().any(is_there)
    }

    fn scheme(&self) -> Option<&Scheme> {
        self.scheme.get_or_init(|| Scheme::from_json(self.text).ok()).as_ref()
    }
}

fn known() -> &'static [Known] {
    static KNOWN: OnceLock<Vec<Known>> = OnceLock::new();
    KNOWN.get_or_init(|| builtin_texts().map(Known::new).collect())
}

/// The built-in schemes.
pub(super) fn builtins() -> impl Iterator<Item = &'static Scheme> {
    known().iter().filter_map(Known::scheme)
}

/// The standard comes ahead of those who do as it says, where nothing else
/// tells them apart.
const STANDARD: &str = "standard-webhooks";

/// A scheme that a request may be of.
pub(super) struct Likely<'s> {
    pub(super) scheme: &'s Scheme,
    percent: u8,
    /// The place of the secret that makes its signature.
    pub(super) secret: Option<usize>,
    /// Whether the secrets were tried.
    pub(super) is_tried: bool,
}

impl Likely<'_> {
    pub(super) fn candidate(&self) -> Candidate {
        let likelihood = f64::from(self.percent) / 100.0;
        Candidate { id: self.scheme.id().to_owned(), likelihood }
    }
}

/// So often a large body is hashed to see which scheme's it is.
const PASSES: usize = 32;

/// A small body is hashed as often as there is reason to.
const MIN_BYTES: usize = 24 << 20;

/// The schemes whose signature the request has, the likeliest first.
pub(super) fn candidates(case: &Case<'_>) -> Vec<Likely<'static>> {
    let names = header_names(case);
    let mut left = case.body.len().saturating_mul(PASSES).max(MIN_BYTES);
    let (standard, others): (Vec<_>, Vec<_>) = known()
        .iter()
        .filter(|known| known.may_be(case, &names))
        .filter_map(|known| {
            let scheme = known.scheme()?;
            likely(case, scheme.form(&scheme.lines(case.headers)), &mut left)
        })
        .partition(|likely| likely.scheme.id() == STANDARD);
    let all = standard.into_iter().chain(others).collect();
    ranked(all, |likely| usize::from(100_u8.saturating_sub(likely.percent)))
}

fn header_names(case: &Case<'_>) -> BTreeSet<String> {
    case.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// `left` are the bytes that may still be hashed for it.
fn likely<'s>(case: &Case<'_>, scheme: &'s Scheme, left: &mut usize) -> Option<Likely<'s>> {
    let has_signature = Headers::has_signature(scheme, case);
    if !has_signature && scheme.signature.header.is_none() {
        return None;
    }
    let headers = Headers::find(scheme, case);
    let values: Vec<_> = headers.signatures().flat_map(|found| found.all()).collect();
    if values.is_empty() {
        return None;
    }
    let hashed = if has_signature { case.body.len() * case.secrets.len() } else { 0 };
    let rest = left.checked_sub(hashed);
    *left = rest.unwrap_or_default();
    let is_tried = rest.is_some();
    let secret = if has_signature && is_tried { signed_by(case, scheme) } else { None };
    let traces = traces(case, scheme);
    let percent = match secret {
        // Of those who are proven, the one whose event it is.
        Some(_) => 90 + traces / 10,
        None => {
            let is_well_formed = values.iter().any(|value| !digests(scheme, value).is_empty());
            (looks(scheme, &headers, is_well_formed) + 2 * traces / 5).min(89)
        }
    };
    Some(Likely { scheme, percent, secret, is_tried })
}

/// What is to be said for a scheme by the headers that it needs, in hundredths.
fn looks(scheme: &Scheme, headers: &Headers<'_>, is_well_formed: bool) -> u8 {
    let is_misspelt = headers.signatures().all(|found| found.values.is_empty());
    let mut percent: u8 = if is_misspelt { 10 } else { 30 };
    match scheme.signature.encoding {
        // Any text is well-formed then.
        Encoding::Text => {}
        _ if is_well_formed => percent += 15,
        _ => percent -= 5,
    }
    let is_other = |role| matches!(role, Role::Timestamp | Role::Id | Role::Other);
    let others: Vec<_> =
        headers.iter().filter(|found| is_other(found.role) && !found.is_optional).collect();
    let there = others.iter().filter(|found| !found.values.is_empty()).count();
    if !others.is_empty() {
        if there == others.len() {
            percent += 20;
        } else {
            percent = percent.saturating_sub(10);
        }
    }
    percent
}

/// What there is of a provider beside the signature, in hundredths: the types
/// and the fields of its events, and its name.
fn traces(case: &Case<'_>, scheme: &Scheme) -> u8 {
    let (there, named, kind) = event_format(scheme, case.body).traces(case.body);
    let is_documented =
        kind.is_some_and(|kind| scheme.event_types().iter().any(|known| *known == kind));
    let share = u8::try_from((20 * there).checked_div(named).unwrap_or_default());
    let is_named = is_named(case, scheme);
    50 * u8::from(is_documented) + share.unwrap_or_default() + 30 * u8::from(is_named)
}

fn event_format<'s>(scheme: &'s Scheme, body: &[u8]) -> &'s EventFormat {
    // Of a whole body no more can be needed.
    scheme.event_format(BodyPrefix::whole(body)).unwrap_or(&scheme.event)
}

/// Whether a body's type is one that the scheme's provider documents.
pub(super) fn documents(scheme: &Scheme, body: &[u8]) -> bool {
    let (.., kind) = event_format(scheme, body).traces(body);
    kind.is_some_and(|kind| scheme.event_types().iter().any(|known| *known == kind))
}

/// Whether the provider's name stands in a header's name, in what the sender
/// calls itself, or in the address.
fn is_named(case: &Case<'_>, scheme: &Scheme) -> bool {
    let bare = scheme.id().replace('-', "");
    let name = scheme.id().split('-').find(|word| word.len() >= 4).unwrap_or(&bare);
    let has_name = |text: &str| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| match word.get(..name.len()) {
            Some(start) if start.eq_ignore_ascii_case(name) => {
                word.len() == name.len() || name.len() >= 5
            }
            _ => false,
        })
    };
    let is_sender = |(header, value): &(&str, &[u8])| {
        header.eq_ignore_ascii_case("user-agent") && std::str::from_utf8(value).is_ok_and(has_name)
    };
    case.headers.iter().any(|line| has_name(line.0) || is_sender(line))
        || case.url.is_some_and(has_name)
}

/// Whether two schemes sign alike, however they make a key of the secret.
pub(super) fn sign_alike(one: &Scheme, other: &Scheme) -> bool {
    let how = |scheme: &Scheme| {
        let mut document = document(scheme)?;
        let others = ["id", "name", "source", "confidence", "secret", "event", "tolerance_s"];
        for other in others.into_iter().chain(["retries", "handshakes", "variants"]) {
            document.remove(other);
        }
        Some(document)
    };
    how(one) == how(other)
}

/// The place of the secret that makes the request's signature under a scheme,
/// whatever the time and the payload are.
pub(super) fn signed_by(case: &Case<'_>, scheme: &Scheme) -> Option<usize> {
    let request = request(case);
    let is_it = |secret: &Secret| {
        let verifier = Verifier::new(scheme.clone(), std::slice::from_ref(secret));
        verifier.is_ok_and(|verifier| {
            let lines = verifier.lines(&request);
            let form = scheme.form(&lines);
            verifier
                .authenticate(form, &lines, &request, None, case.now, Tolerance::Unlimited)
                .is_ok()
        })
    };
    case.secrets.iter().position(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_recognised_by_its_text() {
        for scheme in builtins() {
            for name in scheme.signature.header.iter().chain(&scheme.signature.more_headers) {
                let headers = [(name.as_str(), &b"x"[..])];
                let case = Case {
                    scheme: None,
                    secrets: &[],
                    headers: &headers,
                    body: b"",
                    now: crate::Timestamp::from_millis(0),
                    tolerance: None,
                    url: None,
                    method: None,
                };
                let is_it = |known: &&Known| known.scheme().map(Scheme::id) == Some(scheme.id());
                assert!(
                    known()
                        .iter()
                        .find(is_it)
                        .is_some_and(|known| known.may_be(&case, &header_names(&case)))
                );
            }
        }
    }
}
