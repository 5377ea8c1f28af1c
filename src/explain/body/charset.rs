//! The character sets in which a body may have been signed.

use super::{bounded_buffer::BoundedBuffer, white_space::BOM};

/// A conversion from the received character set to the signed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum CharsetRewrite {
    ToLatin1,
    ToWindows1252,
    ToUtf16 { is_big_endian: bool, has_bom: bool },
    FromLatin1,
    FromWindows1252,
    FromUtf16,
}

impl CharsetRewrite {
    pub(super) const ALL: [Self; 9] = [
        Self::ToLatin1,
        Self::ToWindows1252,
        Self::FromLatin1,
        Self::FromWindows1252,
        Self::FromUtf16,
        Self::ToUtf16 { is_big_endian: false, has_bom: false },
        Self::ToUtf16 { is_big_endian: true, has_bom: false },
        Self::ToUtf16 { is_big_endian: false, has_bom: true },
        Self::ToUtf16 { is_big_endian: true, has_bom: true },
    ];

    /// "The body …".
    pub(super) fn note(self) -> &'static str {
        match self {
            Self::ToLatin1 => "in Latin-1 (or its UTF-8 was read as Latin-1 on the way)",
            Self::ToWindows1252 => "in Windows-1252 (or its UTF-8 was read as that on the way)",
            Self::ToUtf16 { is_big_endian: false, .. } => "in UTF-16, low bytes first",
            Self::ToUtf16 { is_big_endian: true, .. } => "in UTF-16, high bytes first",
            Self::FromLatin1 => "in UTF-8, and what arrived is Latin-1",
            Self::FromWindows1252 => "in UTF-8, and what arrived is Windows-1252",
            Self::FromUtf16 => "in UTF-8, and what arrived is UTF-16",
        }
    }

    /// Writes the body in the other character set. `None` where that lacks a
    /// character, or the result would be the same.
    pub(super) fn apply(self, body: &[u8], out: &mut BoundedBuffer) -> Option<()> {
        if body.is_ascii() && !matches!(self, Self::ToUtf16 { .. } | Self::FromUtf16) {
            return None;
        }
        match self {
            Self::ToLatin1 => {
                text(body)?.chars().try_for_each(|c| out.push(u8::try_from(u32::from(c)).ok()?))
            }
            Self::ToWindows1252 => text(body)?.chars().try_for_each(|c| out.push(windows1252(c)?)),
            Self::ToUtf16 { is_big_endian, has_bom } => {
                let text = text(body)?;
                let mut units = has_bom.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
                units.try_for_each(|unit| {
                    out.write(&if is_big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                })
            }
            Self::FromLatin1 => body.iter().try_for_each(|byte| out.push_char(char::from(*byte))),
            Self::FromWindows1252 => {
                body.iter().try_for_each(|byte| out.push_char(from_windows1252(*byte)))
            }
            Self::FromUtf16 => from_utf16(body, out),
        }
    }
}

/// The body as text, without a byte order mark.
fn text(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body.strip_prefix(BOM).unwrap_or(body)).ok()
}

fn from_utf16(body: &[u8], out: &mut BoundedBuffer) -> Option<()> {
    let is_big_endian = match body {
        [0xFE, 0xFF, ..] | [0, _, ..] => true,
        [0xFF, 0xFE, ..] | [_, 0, ..] => false,
        _ => return None,
    };
    let (pairs, []) = body.as_chunks() else { return None };
    let units = pairs.iter().map(|pair| {
        if is_big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
    });
    let mut characters = char::decode_utf16(units).peekable();
    characters.next_if_eq(&Ok('\u{FEFF}'));
    characters.try_for_each(|character| out.push_char(character.ok()?))
}

/// Windows-1252 from 0x80 on, where Latin-1 has control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows1252(character: char) -> Option<u8> {
    let place = WINDOWS_1252.iter().position(|other| *other == character);
    match (place, u32::from(character)) {
        (Some(place), _) => u8::try_from(0x80 + place).ok(),
        (None, 0x80..=0x9F) => None,
        (None, code) => u8::try_from(code).ok(),
    }
}

fn from_windows1252(byte: u8) -> char {
    let place = usize::from(byte).checked_sub(0x80);
    place.and_then(|place| WINDOWS_1252.get(place)).copied().unwrap_or(char::from(byte))
}
