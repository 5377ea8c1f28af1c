//! What a scheme needs of a request, as it is there, right or wrong.

use std::borrow::Cow;

use super::Case;
use crate::{
    Header, Request, Scheme, Target,
    scheme::{
        component::Component,
        signature_base::{BaseValues, MacInput, Missing, Segment, SignatureBase},
    },
};

/// What something is for that a scheme needs of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Signature,
    /// Another header that may hold a signature.
    More,
    Timestamp,
    Id,
    /// Something else that is signed, or that must be a certain text.
    Other,
}

/// Where something stands that a scheme needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Header,
    /// Among the fields of the signature's header, under this name.
    Field(String),
    /// In another part of the request.
    Part(Component),
}

/// What there is of something that a scheme needs.
pub(super) struct Found<'a> {
    pub(super) role: Role,
    /// A header's name as the provider writes it, or a part as schemes write it.
    pub(super) name: String,
    pub(super) place: Place,
    /// The values that stand there: of a header, one of each line.
    pub(super) values: Vec<Cow<'a, [u8]>>,
    /// A line that has nearly this name, where none has it.
    pub(super) similar: Option<Header<'a>>,
    /// Whether a request may be without it.
    pub(super) is_optional: bool,
}

impl<'a> Found<'a> {
    /// The value to go on with, also where it stands under a misspelt name.
    pub(super) fn value(&self) -> Option<Cow<'a, [u8]>> {
        let similar = self.similar.map(|(_, value)| Cow::Borrowed(value));
        self.values.first().cloned().or(similar)
    }

    /// All that there is, also under a misspelt name.
    pub(super) fn all(&self) -> Vec<Cow<'a, [u8]>> {
        match self.similar {
            Some((_, value)) => vec![Cow::Borrowed(value)],
            None => self.values.clone(),
        }
    }

    /// The name under which the request has it.
    pub(super) fn spelling(&self) -> &str {
        self.similar.map_or(&self.name, |(name, _)| name)
    }

    /// It and where it is, for people.
    pub(super) fn what(&self) -> String {
        match &self.place {
            Place::Field(field) => format!("`{field}` in {}", self.name),
            _ => self.name.clone(),
        }
    }

    fn is_as_it_should(&self) -> bool {
        self.values.len() == 1 || (self.values.is_empty() && self.is_optional)
    }
}

/// A request of which all is to be looked at.
pub(super) fn request<'a>(case: &Case<'a>) -> Request<'a, 'a> {
    let target = Target { method: case.method, url: case.url };
    Request { headers: case.headers, body: case.body, target }
}

/// Everything that a scheme needs of a request.
pub(super) struct Headers<'a> {
    found: Vec<Found<'a>>,
    request: Request<'a, 'a>,
}

impl<'a> Headers<'a> {
    pub(super) fn find(scheme: &Scheme, case: &Case<'a>) -> Self {
        let mut finder = Finder { scheme, request: request(case), found: Vec::new() };
        finder.signature();
        finder.timestamp();
        if let Some(format) = &scheme.message_id {
            finder.header(Role::Id, &format.header, false);
        }
        finder.others();
        Self { found: finder.found, request: finder.request }
    }

    /// The signatures alone, under their own names: that is what is looked for
    /// in every scheme.
    pub(super) fn has_signature(scheme: &Scheme, case: &Case<'_>) -> bool {
        let format = &scheme.signature;
        match (&format.header, &format.part) {
            (Some(header), _) => [header]
                .into_iter()
                .chain(&format.more_headers)
                .any(|name| case.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))),
            (None, Some(part)) => part.read(|_| None, &request(case)).is_some(),
            (None, None) => false,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Found<'a>> {
        self.found.iter()
    }

    /// The signatures, wherever they may stand.
    pub(super) fn signatures(&self) -> impl Iterator<Item = &Found<'a>> {
        self.found.iter().filter(|found| matches!(found.role, Role::Signature | Role::More))
    }

    pub(super) fn get(&self, role: Role) -> Option<&Found<'a>> {
        self.found.iter().find(|found| found.role == role)
    }

    /// The value to go on with.
    pub(super) fn value(&self, role: Role) -> Option<Cow<'a, [u8]>> {
        self.get(role).and_then(Found::value)
    }

    /// Whether everything is there, once and under its own name.
    pub(super) fn are_as_they_should(&self) -> bool {
        self.found.iter().all(Found::is_as_it_should)
    }

    /// A part of the request, a header also under a misspelt name.
    pub(super) fn part(&self, part: &Component) -> Option<Cow<'a, [u8]>> {
        match part {
            Component::Header(name) => {
                let is_it = |found: &&Found<'_>| found.name.eq_ignore_ascii_case(name);
                self.found.iter().find(is_it).and_then(Found::value)
            }
            part => part.read(|_| None, &self.request),
        }
    }

    /// What a template becomes, or the part that is missing.
    pub(super) fn compose<'t>(
        &self,
        template: &'t SignatureBase,
        parts: BaseValues<'t>,
    ) -> Result<Vec<MacInput<'t>>, Missing<'t>>
    where
        'a: 't,
    {
        template.compose(parts, self.request.body, &mut |part| self.part(part))
    }
}

struct Finder<'s, 'a> {
    scheme: &'s Scheme,
    request: Request<'a, 'a>,
    found: Vec<Found<'a>>,
}

impl<'a> Finder<'_, 'a> {
    fn signature(&mut self) {
        let format = &self.scheme.signature;
        match (&format.header, &format.part) {
            (Some(header), _) => {
                self.header(Role::Signature, header, false);
                for more in &format.more_headers {
                    self.header(Role::More, more, true);
                }
                let has_more = self.found.iter().skip(1).any(|found| !found.values.is_empty());
                if let Some(first) = self.found.first_mut() {
                    first.is_optional = has_more;
                }
            }
            (None, Some(part)) => self.part(Role::Signature, part, false),
            (None, None) => {}
        }
    }

    fn timestamp(&mut self) {
        let Some(format) = &self.scheme.timestamp else { return };
        if let Some(header) = &format.header {
            return self.header(Role::Timestamp, header, false);
        }
        if let Some(part) = &format.part {
            return self.part(Role::Timestamp, part, false);
        }
        let Some(fields) = &self.scheme.signature.fields else { return };
        let (Some(name), Some(signature)) = (&fields.timestamp, self.found.first()) else { return };
        let lines = signature.all();
        let values = lines.iter().flat_map(|line| match line {
            Cow::Borrowed(line) => fields.values(line, name).map(Cow::Borrowed).collect(),
            Cow::Owned(_) => vec![],
        });
        // Where there is no such header, its fields are not what is missing.
        let (values, is_optional) = (values.collect(), lines.is_empty());
        self.found.push(Found {
            role: Role::Timestamp,
            name: signature.name.clone(),
            place: Place::Field(name.clone()),
            values,
            similar: None,
            is_optional,
        });
    }

    /// What else is signed, and what must be a certain text.
    fn others(&mut self) {
        let scheme = self.scheme;
        for segment in scheme.signed_content.segments() {
            match segment {
                Segment::Component(part, _) => self.other(part, false),
                Segment::Optional(inner) => {
                    for segment in inner {
                        if let Segment::Component(part, _) = segment {
                            self.other(part, true);
                        }
                    }
                }
                _ => {}
            }
        }
        for equality in &scheme.equal {
            self.other(&equality.part, false);
            for part in equality.is.iter().flat_map(SignatureBase::parts) {
                self.other(part, false);
            }
        }
    }

    fn other(&mut self, part: &Component, is_optional: bool) {
        // The body is there, whatever is made of it.
        if part.covers_body() {
            return;
        }
        match part {
            Component::Header(name) => self.header(Role::Other, name, is_optional),
            part => self.part(Role::Other, part, is_optional),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.found.iter().any(|found| found.name.eq_ignore_ascii_case(name))
    }

    fn header(&mut self, role: Role, name: &str, is_optional: bool) {
        if self.has(name) {
            return;
        }
        let lines = self.request.headers.iter();
        let values: Vec<_> = lines
            .clone()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| Cow::Borrowed(*value))
            .collect();
        let is_other = |other: &str| !is_known(self.scheme, other) && is_similar(name, other);
        let similar = match values.as_slice() {
            [] if !is_optional => {
                lines.clone().take(MAX_NAMES).find(|(other, _)| is_other(other)).copied()
            }
            _ => None,
        };
        let place = Place::Header;
        self.found.push(Found { role, name: name.to_owned(), place, values, similar, is_optional });
    }

    fn part(&mut self, role: Role, part: &Component, is_optional: bool) {
        let name = part.text();
        if self.has(&name) {
            return;
        }
        let values = part.read(|_| None, &self.request).into_iter().collect();
        let place = Place::Part(part.clone());
        self.found.push(Found { role, name, place, values, similar: None, is_optional });
    }
}

/// So many header lines are looked at for a misspelt name.
pub(super) const MAX_NAMES: usize = 1000;

fn is_known(scheme: &Scheme, header: &str) -> bool {
    scheme.header_names().any(|name| name.eq_ignore_ascii_case(header))
}

/// Whether one name is the other one, but for what gets lost in frameworks and
/// in typing: `HTTP_X_SIGNATURE`, `x_signature`, `X-Signatur`.
pub(super) fn is_similar(name: &str, other: &str) -> bool {
    // What gets lost or added is `HTTP_`, some dashes, and two letters.
    if name.len().abs_diff(other.len()) > 10 {
        return false;
    }
    let (name, other) = (bare(name), bare(other));
    if name.len().abs_diff(other.len()) > 2 {
        return false;
    }
    name == other || (name.len().min(other.len()) >= 8 && distance(&name, &other) <= 2)
}

fn bare(name: &str) -> Vec<u8> {
    let bare: Vec<u8> = name
        .bytes()
        .filter(|byte| !b"-_. ".contains(byte))
        .map(|b| b.to_ascii_lowercase())
        .collect();
    bare.strip_prefix(b"http").map_or(bare.clone(), <[u8]>::to_vec)
}

/// How many letters have to be put in, taken out or replaced.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.iter().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, with) in row.iter_mut().skip(1).zip(other) {
            let best = (diagonal + usize::from(letter != with)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_recognised() {
        for name in [
            "HTTP_X_WEBHOOK_SIGNATURE",
            "x_webhook_signature",
            "X-Webhook-Signatur",
            "XWebhookSignature",
        ] {
            assert!(is_similar("X-Webhook-Signature", name), "{name}");
        }
        for name in ["X-Webhook-Timestamp", "X-Hub-Signature-256", "X-Webhook-Id", "Content-Type"] {
            assert!(!is_similar("X-Webhook-Signature", name), "{name}");
        }
    }
}
