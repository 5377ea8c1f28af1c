//! Forms: `name=value&name=value`.

use std::collections::BinaryHeap;

use super::tokens::{self, Kind, Token};
use crate::scanner::unescape;

/// From the form, or the JSON that was made of it, to what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Form {
    /// `%20` for `+`.
    Percent,
    /// `+` for `%20`.
    Plus,
    /// Hexadecimal digits in capitals.
    Upper,
    /// The same in small letters.
    Lower,
    /// Parameters in the order of their names.
    Sorted,
    /// Every value decoded and encoded anew, as browsers do.
    Browser,
    /// The same, as `encodeURIComponent` does.
    Component,
    /// A form, and what arrived is JSON.
    FromJson,
    /// The same with `%20`.
    FromJsonPercent,
    /// The value at this place had a blank at its end.
    Blank { place: u8, is_plus: bool },
}

impl Form {
    const PLAIN: [Self; 9] = [
        Self::Percent,
        Self::Plus,
        Self::FromJson,
        Self::FromJsonPercent,
        Self::Browser,
        Self::Component,
        Self::Upper,
        Self::Lower,
        Self::Sorted,
    ];

    /// What may have happened to a body.
    pub(super) fn all(body: &[u8]) -> Vec<Self> {
        if body.first() == Some(&b'{') {
            return vec![Self::FromJson, Self::FromJsonPercent];
        }
        if !is_form(body) {
            return vec![];
        }
        let count = body.split(|byte| *byte == b'&').count().min(32);
        let blanks = (0..count)
            .filter_map(|place| u8::try_from(place).ok())
            .flat_map(|place| [true, false].map(|is_plus| Self::Blank { place, is_plus }));
        Self::PLAIN.into_iter().chain(blanks).collect()
    }

    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Percent | Self::FromJsonPercent => "as a form that has %20 for a blank",
            Self::Plus | Self::FromJson => "as a form that has + for a blank",
            Self::Upper => "with %2F in capitals",
            Self::Lower => "with %2f in small letters",
            Self::Sorted => "with its parameters in the order of their names",
            Self::Browser => "encoded as browsers encode forms",
            Self::Component => "encoded as encodeURIComponent does",
            Self::Blank { .. } => "with a blank at the end of a value",
        }
    }

    pub(super) fn apply(self, body: &[u8]) -> Option<Vec<u8>> {
        let is_json = body.first() == Some(&b'{');
        match self {
            Self::FromJson => from_json(body, true),
            Self::FromJsonPercent => from_json(body, false),
            _ if is_json || !is_form(body) => None,
            Self::Percent => Some(replace(body, b"+", b"%20")),
            Self::Plus => Some(replace(body, b"%20", b"+")),
            Self::Upper => Some(recase(body, u8::to_ascii_uppercase)),
            Self::Lower => Some(recase(body, u8::to_ascii_lowercase)),
            Self::Sorted => {
                let pairs: BinaryHeap<&[u8]> = body.split(|byte| *byte == b'&').collect();
                Some(pairs.into_sorted_vec().join(&b'&'))
            }
            Self::Browser => Some(again(body, true)),
            Self::Component => Some(again(body, false)),
            Self::Blank { place, is_plus } => {
                let mut pairs: Vec<Vec<u8>> =
                    body.split(|byte| *byte == b'&').map(<[u8]>::to_vec).collect();
                let blank: &[u8] = if is_plus { b"+" } else { b"%20" };
                pairs.get_mut(usize::from(place))?.extend_from_slice(blank);
                Some(pairs.join(&b'&'))
            }
        }
    }
}

/// Whether it looks like one.
fn is_form(body: &[u8]) -> bool {
    body.len() < 1 << 20
        && body.contains(&b'=')
        && body.iter().all(|byte| byte.is_ascii_graphic() && !b"{}\"<>".contains(byte))
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = after;
        } else {
            replaced.push(*first);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    replaced
}

/// The digits behind every `%` in another case.
fn recase(body: &[u8], case: fn(&u8) -> u8) -> Vec<u8> {
    let mut left = 0;
    body.iter()
        .map(|byte| {
            if *byte == b'%' {
                left = 2;
            } else if left > 0 {
                left -= 1;
                return case(byte);
            }
            *byte
        })
        .collect()
}

fn again(body: &[u8], is_browser: bool) -> Vec<u8> {
    let mut written = Vec::with_capacity(body.len());
    let mut text = Vec::new();
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'&' | b'=', _) => {
                encode(&text, is_browser, &mut written);
                text.clear();
                written.push(*first);
            }
            (b'+', _) => text.push(b' '),
            (b'%', [high, low, behind @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or_default();
                text.push(u8::try_from(digit(high) * 16 + digit(low)).unwrap_or_default());
                rest = behind;
            }
            _ => text.push(*first),
        }
    }
    encode(&text, is_browser, &mut written);
    written
}

fn encode(text: &[u8], is_browser: bool, out: &mut Vec<u8>) {
    let plain: &[u8] = if is_browser { b"*-._" } else { b"-_.!~*'()" };
    for byte in text {
        match byte {
            b' ' if is_browser => out.push(b'+'),
            byte if byte.is_ascii_alphanumeric() || plain.contains(byte) => out.push(*byte),
            byte => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
}

/// The form that a flat object was made of.
fn from_json(body: &[u8], is_browser: bool) -> Option<Vec<u8>> {
    if body.len() > 1 << 20 {
        return None;
    }
    let tokens = tokens::tokens(body)?;
    let [Token { kind: Kind::Open(b'{'), .. }, inner @ .., _] = tokens.as_slice() else {
        return None;
    };
    let text = |token: &Token| {
        let written = body.get(token.start..token.end)?;
        match written {
            [b'"', ..] => unescape(written).map(String::into_bytes),
            b"null" => Some(vec![]),
            other => Some(other.to_vec()),
        }
    };
    let mut form = Vec::new();
    for member in tokens::split(inner) {
        let [name, _, value] = member else { return None };
        if !form.is_empty() {
            form.push(b'&');
        }
        encode(&text(name)?, is_browser, &mut form);
        form.push(b'=');
        encode(&text(value)?, is_browser, &mut form);
    }
    Some(form)
}
