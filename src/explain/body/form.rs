//! URL-encoded forms: `name=value&name=value`.

use std::collections::BinaryHeap;

use super::{
    bounded_buffer::BoundedBuffer,
    json_tokens::{Token, TokenKind, Tokens},
};
use crate::json::scanner::unescape;

/// The largest form that is rewritten.
const MAX_SIZE: usize = 1 << 20;

/// The number of values that get a trailing blank.
const MAX_TRAILING_BLANKS: usize = 32;

/// A conversion from the received form, or the JSON made of it, to the signed
/// form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum FormRewrite {
    /// `%20` for `+`.
    Percent,
    /// `+` for `%20`.
    Plus,
    /// Upper-case hex digits.
    UpperHex,
    /// Lower-case hex digits.
    LowerHex,
    /// Parameters sorted by name.
    Sorted,
    /// Every value decoded, and encoded as browsers encode forms.
    Browser,
    /// Every value decoded, and encoded as `encodeURIComponent` does.
    Component,
    /// The received JSON object as a form, with `+` for a blank.
    FromJson,
    /// The received JSON object as a form, with `%20` for a blank.
    FromJsonPercent,
    /// A blank at the end of the value at this index.
    TrailingBlank { index: u8, is_plus: bool },
}

impl FormRewrite {
    /// The rewrites of a whole form.
    const WHOLE: [Self; 9] = [
        Self::Percent,
        Self::Plus,
        Self::FromJson,
        Self::FromJsonPercent,
        Self::Browser,
        Self::Component,
        Self::UpperHex,
        Self::LowerHex,
        Self::Sorted,
    ];

    /// The rewrites for a body.
    pub(super) fn all(body: &[u8]) -> Vec<Self> {
        if body.first() == Some(&b'{') {
            return vec![Self::FromJson, Self::FromJsonPercent];
        }
        if !is_form(body) {
            return vec![];
        }
        let count = body.split(|byte| *byte == b'&').count().min(MAX_TRAILING_BLANKS);
        let blanks = (0..count)
            .filter_map(|index| u8::try_from(index).ok())
            .flat_map(|index| [true, false].map(|is_plus| Self::TrailingBlank { index, is_plus }));
        Self::WHOLE.into_iter().chain(blanks).collect()
    }

    /// "The body …".
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::Percent | Self::FromJsonPercent => "as a form that has %20 for a blank",
            Self::Plus | Self::FromJson => "as a form that has + for a blank",
            Self::UpperHex => "with %2F in capitals",
            Self::LowerHex => "with %2f in small letters",
            Self::Sorted => "with its parameters in the order of their names",
            Self::Browser => "encoded as browsers encode forms",
            Self::Component => "encoded as encodeURIComponent does",
            Self::TrailingBlank { .. } => "with a blank at the end of a value",
        }
    }

    /// Writes the signed form. `None` where the body is no form.
    pub(super) fn apply(self, body: &[u8], out: &mut BoundedBuffer) -> Option<()> {
        let is_json = body.first() == Some(&b'{');
        match self {
            Self::FromJson => from_json(body, true, out),
            Self::FromJsonPercent => from_json(body, false, out),
            _ if is_json || !is_form(body) => None,
            Self::Percent => replace(body, b"+", b"%20", out),
            Self::Plus => replace(body, b"%20", b"+", out),
            Self::UpperHex => change_hex_case(body, u8::to_ascii_uppercase, out),
            Self::LowerHex => change_hex_case(body, u8::to_ascii_lowercase, out),
            Self::Sorted => {
                let pairs: BinaryHeap<&[u8]> = pairs(body).collect();
                join(pairs.into_sorted_vec().into_iter(), |_| b"", out)
            }
            Self::Browser => reencode(body, true, out),
            Self::Component => reencode(body, false, out),
            Self::TrailingBlank { index: of_value, is_plus } => {
                let blank: &[u8] = if is_plus { b"+" } else { b"%20" };
                let suffix = |index| if index == usize::from(of_value) { blank } else { b"" };
                join(pairs(body), suffix, out)
            }
        }
    }
}

fn pairs(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| *byte == b'&')
}

/// Writes parameters, each with a suffix.
fn join<'p>(
    pairs: impl Iterator<Item = &'p [u8]>,
    suffix: impl Fn(usize) -> &'p [u8],
    out: &mut BoundedBuffer,
) -> Option<()> {
    for (index, pair) in pairs.enumerate() {
        if index > 0 {
            out.push(b'&')?;
        }
        out.write(pair)?;
        out.write(suffix(index))?;
    }
    Some(())
}

/// Whether a body looks like a form.
fn is_form(body: &[u8]) -> bool {
    body.len() < MAX_SIZE
        && body.contains(&b'=')
        && body.iter().all(|byte| byte.is_ascii_graphic() && !b"{}\"<>".contains(byte))
}

fn replace(body: &[u8], from: &[u8], to: &[u8], out: &mut BoundedBuffer) -> Option<()> {
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

/// Changes the case of every percent-encoded byte.
fn change_hex_case(body: &[u8], case: fn(&u8) -> u8, out: &mut BoundedBuffer) -> Option<()> {
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

/// Decodes every name and value, and encodes it again.
fn reencode(body: &[u8], is_browser: bool, out: &mut BoundedBuffer) -> Option<()> {
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
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or_default();
                text.push(u8::try_from(digit(high) * 16 + digit(low)).unwrap_or_default());
                rest = after;
            }
            _ => text.push(*first),
        }
    }
    encode(&text, is_browser, out)
}

fn encode(text: &[u8], is_browser: bool, out: &mut BoundedBuffer) -> Option<()> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |digit: u8| DIGITS.get(usize::from(digit)).copied().unwrap_or_default();
    let plain: &[u8] = if is_browser { b"*-._" } else { b"-_.!~*'()" };
    text.iter().try_for_each(|byte| match byte {
        b' ' if is_browser => out.push(b'+'),
        byte if byte.is_ascii_alphanumeric() || plain.contains(byte) => out.push(*byte),
        byte => out.write(&[b'%', digit(byte >> 4), digit(byte & 15)]),
    })
}

/// Writes a flat JSON object as a form.
fn from_json(body: &[u8], is_browser: bool, out: &mut BoundedBuffer) -> Option<()> {
    if body.len() > MAX_SIZE {
        return None;
    }
    let mut tokens = Tokens::of(body);
    if tokens.next()?.kind != TokenKind::Open(b'{') {
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
    while name.kind != TokenKind::Close(b'}') {
        let (TokenKind::Colon, value) = (tokens.next()?.kind, tokens.next()?) else { return None };
        if name.kind != TokenKind::Text || !matches!(value.kind, TokenKind::Text | TokenKind::Word)
        {
            return None;
        }
        if out.len() > 0 {
            out.push(b'&')?;
        }
        encode(&text(&name)?, is_browser, out)?;
        out.push(b'=')?;
        encode(&text(&value)?, is_browser, out)?;
        name = match tokens.next()? {
            comma if comma.kind == TokenKind::Comma => tokens.next()?,
            other => other,
        };
    }
    (tokens.next().is_none() && tokens.is_at_end()).then_some(())
}
