//! The headers of a request as they are, right or wrong.

use crate::{Header, Scheme};

/// What a header of a scheme is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Signature,
    Timestamp,
    Id,
}

/// What there is of a header that a scheme needs.
pub(super) struct Found<'a> {
    pub(super) role: Role,
    /// As the provider writes it.
    pub(super) name: &'a str,
    /// The values of the lines that have this name.
    pub(super) values: Vec<&'a [u8]>,
    /// A line that has nearly this name, where none has it.
    pub(super) similar: Option<Header<'a>>,
}

impl<'a> Found<'a> {
    /// The value to go on with, also where it stands under a misspelt name.
    pub(super) fn value(&self) -> Option<&'a [u8]> {
        self.values.first().copied().or(self.similar.map(|(_, value)| value))
    }

    /// The name under which the request has it.
    pub(super) fn spelling(&self) -> &'a str {
        self.similar.map_or(self.name, |(name, _)| name)
    }
}

/// Everything that a scheme needs of the headers.
pub(super) struct Headers<'a> {
    found: Vec<Found<'a>>,
}

impl<'a> Headers<'a> {
    pub(super) fn find(scheme: &'a Scheme, lines: &'a [Header<'a>]) -> Self {
        let timestamp = scheme.timestamp.as_ref().map(|format| format.header.as_str());
        let id = scheme.message_id.as_ref().map(|format| format.header.as_str());
        let names = [
            (Role::Signature, Some(scheme.signature.header.as_str())),
            (Role::Timestamp, timestamp),
            (Role::Id, id),
        ];
        let wanted: Vec<_> = names.iter().filter_map(|(_, name)| *name).collect();
        let is_wanted = |name: &str| wanted.iter().any(|other| other.eq_ignore_ascii_case(name));
        let found = names
            .iter()
            .filter_map(|(role, name)| {
                let name = (*name)?;
                let values: Vec<_> = lines
                    .iter()
                    .filter(|(other, _)| other.eq_ignore_ascii_case(name))
                    .map(|(_, value)| *value)
                    .collect();
                let similar = lines
                    .iter()
                    .find(|(other, _)| !is_wanted(other) && is_similar(name, other))
                    .filter(|_| values.is_empty());
                Some(Found { role: *role, name, values, similar: similar.copied() })
            })
            .collect();
        Self { found }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Found<'a>> {
        self.found.iter()
    }

    pub(super) fn get(&self, role: Role) -> Option<&Found<'a>> {
        self.found.iter().find(|found| found.role == role)
    }

    /// The value to go on with.
    pub(super) fn value(&self, role: Role) -> Option<&'a [u8]> {
        self.get(role).and_then(Found::value)
    }

    /// Whether every header is there, once and under its own name.
    pub(super) fn are_as_they_should(&self) -> bool {
        self.found.iter().all(|found| found.values.len() == 1)
    }
}

/// Whether one name is the other one, but for what gets lost in frameworks and
/// in typing: `HTTP_X_SIGNATURE`, `x_signature`, `X-Signatur`.
fn is_similar(name: &str, other: &str) -> bool {
    let (name, other) = (bare(name), bare(other));
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
