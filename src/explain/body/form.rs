//! Forms: `name=value&name=value`.

use std::collections::BinaryHeap;

use super::{
    output::Output,
    tokens::{Kind, Token, Tokens},
};
use crate::json::scanner::unescape;

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
        let skip_whitespace = (0..count)
            .filter_map(|place| u8::try_from(place).ok())
            .flat_map(|place| [true, false].map(|is_plus| Self::Blank { place, is_plus }));
        Self::PLAIN.into_iter().chain(skip_whitespace).collect()
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

    pub(super) fn apply(self, body: &[u8], out: &mut Output) -> Option<()> {
        let is_json = body.first() == Some(&b'{');
        match self {
            Self::FromJson => from_json(body, true, out),
            Self::FromJsonPercent => from_json(body, false, out),
            _ if is_json || !is_form(body) => None,
            Self::Percent => replace(body, b"+", b"%20", out),
            Self::Plus => replace(body, b"%20", b"+", out),
            Self::Upper => recase(body, u8::to_ascii_uppercase, out),
            Self::Lower => recase(body, u8::to_ascii_lowercase, out),
            Self::Sorted => {
                let pairs: BinaryHeap<&[u8]> = pairs(body).collect();
                join(pairs.into_sorted_vec().into_iter(), |_| b"", out)
            }
            Self::Browser => again(body, true, out),
            Self::Component => again(body, false, out),
            Self::Blank { place, is_plus } => {
                let blank: &[u8] = if is_plus { b"+" } else { b"%20" };
                let behind = |index| if index == usize::from(place) { blank } else { b"" };
                join(pairs(body), behind, out)
            }
        }
    }
}

fn pairs(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| *byte == b'&')
}

/// Writes parameters, and behind each of them what belongs there.
fn join<'p>(
    pairs: impl Iterator<Item = &'p [u8]>,
    behind: impl Fn(usize) -> &'p [u8],
    out: &mut Output,
) -> Option<()> {
    for (index, pair) in pairs.enumerate() {
        if index > 0 {
            out.push(b'&')?;
        }
        out.write(pair)?;
        out.write(behind(index))?;
    }
    Some(())
}

/// Whether it looks like one.
fn is_form(body: &[u8]) -> bool {
    body.len() < 1 << 20
        && body.contains(&b'=')
        && body.iter().all(|byte| byte.is_ascii_graphic() && !b"{}\"<>".contains(byte))
}

fn replace(body: &[u8], from: &[u8], to: &[u8], out: &mut Output) -> Option<()> {
    out.reserve(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(from) {
            out.write(to)?;
            rest = after;
        } else {
            out.push(*first)?;
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    Some(())
}

/// The digits behind every `%` in another case.
fn recase(body: &[u8], case: fn(&u8) -> u8, out: &mut Output) -> Option<()> {
    out.reserve(body.len());
    let mut left = 0;
    body.iter().try_for_each(|byte| {
        if *byte == b'%' {
            left = 2;
        } else if left > 0 {
            left -= 1;
            return out.push(case(byte));
        }
        out.push(*byte)
    })
}

fn again(body: &[u8], is_browser: bool, out: &mut Output) -> Option<()> {
    out.reserve(body.len());
    let mut text = Vec::new();
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'&' | b'=', _) => {
                encode(&text, is_browser, out)?;
                text.clear();
                out.push(*first)?;
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
    encode(&text, is_browser, out)
}

fn encode(text: &[u8], is_browser: bool, out: &mut Output) -> Option<()> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |digit: u8| DIGITS.get(usize::from(digit)).copied().unwrap_or_default();
    let plain: &[u8] = if is_browser { b"*-._" } else { b"-_.!~*'()" };
    text.iter().try_for_each(|byte| match byte {
        b' ' if is_browser => out.push(b'+'),
        byte if byte.is_ascii_alphanumeric() || plain.contains(byte) => out.push(*byte),
        byte => out.write(&[b'%', digit(byte >> 4), digit(byte & 15)]),
    })
}

/// The form that a flat object was made of.
fn from_json(body: &[u8], is_browser: bool, out: &mut Output) -> Option<()> {
    if body.len() > 1 << 20 {
        return None;
    }
    let mut tokens = Tokens::of(body);
    if tokens.next()?.kind != Kind::Open(b'{') {
        return None;
    }
    let text = |token: &Token| {
        let written = body.get(token.start..token.end)?;
        match written {
            [b'"', ..] => unescape(written).map(String::into_bytes),
            b"null" => Some(vec![]),
            other => Some(other.to_vec()),
        }
    };
    let mut name = tokens.next()?;
    while name.kind != Kind::Close(b'}') {
        let (Kind::Colon, value) = (tokens.next()?.kind, tokens.next()?) else { return None };
        if name.kind != Kind::Text || !matches!(value.kind, Kind::Text | Kind::Word) {
            return None;
        }
        if out.len() > 0 {
            out.push(b'&')?;
        }
        encode(&text(&name)?, is_browser, out)?;
        out.push(b'=')?;
        encode(&text(&value)?, is_browser, out)?;
        name = match tokens.next()? {
            comma if comma.kind == Kind::Comma => tokens.next()?,
            other => other,
        };
    }
    (tokens.next().is_none() && tokens.is_at_end()).then_some(())
}
