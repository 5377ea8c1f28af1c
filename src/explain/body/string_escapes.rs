//! How serializers escape the characters of a string.

use super::{
    bounded_buffer::BoundedBuffer,
    string_characters::{Character, HTML, take_plain},
};

/// How non-ASCII characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Unicode {
    /// As in the received body.
    Kept,
    Raw,
    /// `\u00e9`
    Lower,
    /// `\u00E9`
    Upper,
}

/// How HTML-sensitive characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Html {
    /// As in the received body.
    Kept,
    Raw,
    /// `\u003c`, `\u003e`, `\u0026`, and the two line separators: Go, Rails.
    Go,
    /// As Go, and `\u003d` and `\u0027`: Gson.
    Gson,
    /// `\u003C`, `\u003E`, `\u0026`, `\u0027`, `\u002B`, `\u0060` and `\u0022`: .NET.
    DotNet,
}

/// How a slash is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Slash {
    /// As in the received body.
    Kept,
    Raw,
    /// `\/`: PHP.
    Escaped,
    /// `<\/`: in a closing HTML tag.
    InTag,
}

/// How a serializer escapes strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) struct Escapes {
    pub(super) unicode: Unicode,
    pub(super) html: Html,
    pub(super) slash: Slash,
}

impl Escapes {
    /// The escapes of the received body.
    pub(super) const KEPT: Self =
        Self { unicode: Unicode::Kept, html: Html::Kept, slash: Slash::Kept };

    /// Every combination.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let unicode = [Unicode::Kept, Unicode::Raw, Unicode::Lower, Unicode::Upper];
        let html = [Html::Kept, Html::Raw, Html::Go, Html::Gson, Html::DotNet];
        let slash = [Slash::Kept, Slash::Raw, Slash::Escaped, Slash::InTag];
        unicode.into_iter().flat_map(move |unicode| {
            html.into_iter().flat_map(move |html| slash.map(|slash| Self { unicode, html, slash }))
        })
    }
}

/// Which characters a document has, raw and escaped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EscapeUsage {
    unicode: Usage,
    html: Usage,
    slash: Usage,
}

/// Whether characters of a kind occur raw, and whether escaped.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    raw: bool,
    escaped: bool,
}

impl EscapeUsage {
    /// Adds the characters of a string.
    pub(super) fn add(&mut self, text: &str) {
        let Self { unicode, html, slash } = self;
        let mut rest = text;
        loop {
            take_plain(&mut rest);
            let Some(character) = Character::take(&mut rest) else { return };
            match character {
                Character::Plain(c) => {
                    unicode.raw |= !c.is_ascii();
                    html.raw |= HTML.contains(&c) && c != '"';
                    slash.raw |= c == '/';
                }
                Character::Escaped(c, 'u') => {
                    html.escaped |= HTML.contains(&c);
                    unicode.escaped |= !c.is_ascii();
                }
                Character::Escaped('/', _) => slash.escaped = true,
                Character::Escaped('"', _) => html.raw = true,
                Character::Escaped(..) | Character::Invalid => {}
            }
        }
    }

    /// The escapes that make the same text, with `Kept` for what changes nothing.
    pub(super) fn effect_of(&self, escapes: Escapes) -> Escapes {
        let Self { unicode, html, slash } = self;
        let mut effect = escapes;
        if !unicode.escaped && (!unicode.raw || escapes.unicode == Unicode::Raw) {
            effect.unicode = Unicode::Kept;
        }
        if !html.escaped && (!html.raw || escapes.html == Html::Raw) {
            effect.html = Html::Kept;
        }
        if (!slash.escaped && (!slash.raw || escapes.slash == Slash::Raw))
            || (!slash.raw && escapes.slash == Slash::Escaped)
        {
            effect.slash = Slash::Kept;
        }
        effect
    }
}

/// Writes the content of a string with other escapes.
pub(super) fn write(text: &str, escapes: Escapes, out: &mut BoundedBuffer) -> Option<()> {
    let mut rest = text;
    let mut before = ' ';
    loop {
        let plain = take_plain(&mut rest);
        out.write(plain.as_bytes())?;
        before = plain.chars().next_back().unwrap_or(before);
        let start = rest;
        let Some(character) = Character::take(&mut rest) else { return Some(()) };
        let written = start.get(..start.len() - rest.len()).unwrap_or_default();
        let (character, letter) = match character {
            Character::Plain(character) => (character, None),
            Character::Escaped(character, letter) => (character, Some(letter)),
            Character::Invalid => {
                out.write(written.as_bytes())?;
                continue;
            }
        };
        match spelling(character, letter, before, escapes) {
            Spelling::Kept => out.write(written.as_bytes()),
            Spelling::Raw => out.push_char(character),
            Spelling::Short => out.write(&[b'\\', character as u8]),
            Spelling::Hex { is_upper } => hex(character, is_upper, out),
        }?;
        before = character;
    }
}

/// How to write a character.
enum Spelling {
    Kept,
    Raw,
    /// With a backslash.
    Short,
    Hex {
        is_upper: bool,
    },
}

/// How to write a character. `letter` is the one after its backslash, `before`
/// the character before it.
fn spelling(character: char, letter: Option<char>, before: char, escapes: Escapes) -> Spelling {
    let was_hex = letter == Some('u');
    if character == '/' {
        return match escapes.slash {
            Slash::Kept => Spelling::Kept,
            Slash::Raw => Spelling::Raw,
            Slash::Escaped => Spelling::Short,
            Slash::InTag => {
                if before == '<' {
                    Spelling::Short
                } else {
                    Spelling::Raw
                }
            }
        };
    }
    let is_html_escaped = match escapes.html {
        Html::Kept if was_hex && HTML.contains(&character) => return Spelling::Kept,
        Html::Kept | Html::Raw => false,
        Html::Go => "<>&\u{2028}\u{2029}".contains(character),
        Html::Gson => "<>&='\u{2028}\u{2029}".contains(character),
        Html::DotNet => "<>&'\"+`\u{2028}\u{2029}".contains(character),
    };
    if is_html_escaped {
        return Spelling::Hex {
            is_upper: escapes.html == Html::DotNet || escapes.unicode == Unicode::Upper,
        };
    }
    if character.is_control() && character.is_ascii() {
        return Spelling::Kept;
    }
    if character.is_ascii() {
        return if "\"\\".contains(character) { Spelling::Short } else { Spelling::Raw };
    }
    match escapes.unicode {
        Unicode::Kept => Spelling::Kept,
        Unicode::Raw => Spelling::Raw,
        Unicode::Lower => Spelling::Hex { is_upper: false },
        Unicode::Upper => Spelling::Hex { is_upper: true },
    }
}

fn hex(character: char, is_upper: bool, out: &mut BoundedBuffer) -> Option<()> {
    const LOWER: &[u8; 16] = b"0123456789abcdef";
    const UPPER: &[u8; 16] = b"0123456789ABCDEF";
    let digits = if is_upper { UPPER } else { LOWER };
    for unit in character.encode_utf16(&mut [0; 2]) {
        out.write(b"\\u")?;
        for shift in [12, 8, 4, 0] {
            let digit = usize::from(*unit >> shift & 15);
            out.push(digits.get(digit).copied().unwrap_or_default())?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, unicode: Unicode, html: Html, slash: Slash) -> String {
        let mut out = BoundedBuffer::new(1000);
        let _done = write(text, Escapes { unicode, html, slash }, &mut out);
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }

    #[test]
    fn string_is_escaped_as_its_serializer_does() {
        let text = r#"é😀 </a>&'+=\n\"\\ \u00e9\/"#;
        assert_eq!(
            written(text, Unicode::Lower, Html::Raw, Slash::Escaped),
            r#"\u00e9\ud83d\ude00 <\/a>&'+=\n\"\\ \u00e9\/"#
        );
        assert_eq!(
            written(text, Unicode::Raw, Html::Go, Slash::Raw),
            r#"é😀 \u003c/a\u003e\u0026'+=\n\"\\ é/"#
        );
        assert_eq!(
            written(text, Unicode::Upper, Html::DotNet, Slash::Kept),
            r#"\u00E9\uD83D\uDE00 \u003C/a\u003E\u0026\u0027\u002B=\n\u0022\\ \u00E9\/"#
        );
        assert_eq!(written(text, Unicode::Kept, Html::Kept, Slash::Kept), text);
    }

    #[test]
    fn escape_of_no_character_is_kept() {
        for text in [r"\ud800", r"\ud800x", r"\uZZZZ", r"\u12", r"\u0000\u001f"] {
            assert_eq!(written(text, Unicode::Raw, Html::Raw, Slash::Raw), text);
        }
    }
}
