//! How serialisers write the characters of a string.

use super::output::Output;

/// How characters beyond ASCII are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Unicode {
    /// As they are now.
    Kept,
    Raw,
    /// `\u00e9`
    Lower,
    /// `\u00E9`
    Upper,
}

/// How the characters are written that HTML knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Html {
    /// As they are now.
    Kept,
    Raw,
    /// `\u003c`, `\u003e`, `\u0026`, and the two line separators: Go, Rails.
    Go,
    /// The same, and `\u003d` and `\u0027`: Gson.
    Gson,
    /// `\u003C`, `\u003E`, `\u0026`, `\u0027`, `\u002B`, `\u0060` and `\u0022`: .NET.
    DotNet,
}

/// How a slash is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Slash {
    /// As it is now.
    Kept,
    Raw,
    /// `\/`: PHP.
    Escaped,
    /// `<\/`: where it ends a tag of HTML.
    InTag,
}

/// How a serialiser writes strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) struct Escapes {
    pub(super) unicode: Unicode,
    pub(super) html: Html,
    pub(super) slash: Slash,
}

impl Escapes {
    pub(super) const KEPT: Self =
        Self { unicode: Unicode::Kept, html: Html::Kept, slash: Slash::Kept };
}

/// Which ways of writing there is anything for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// Characters beyond ASCII as they are, and escaped.
    pub(super) unicode: [bool; 2],
    /// Characters that HTML knows as they are, and escaped.
    pub(super) html: [bool; 2],
    /// Slashes as they are, and escaped.
    pub(super) slash: [bool; 2],
}

const HTML: [char; 10] = ['<', '>', '&', '\'', '+', '`', '=', '"', '\u{2028}', '\u{2029}'];

/// Whether a byte is written as it is by every serialiser.
pub(super) fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..0x7F)
        && !matches!(byte, b'"' | b'\\' | b'/' | b'<' | b'>' | b'&' | b'\'' | b'+' | b'`' | b'=')
}

/// Takes what there is nothing to do about.
fn take_plain<'a>(rest: &mut &'a str) -> &'a str {
    let is_special = |byte: &u8| !is_plain(*byte);
    let size = rest.as_bytes().iter().position(is_special).unwrap_or(rest.len());
    let (plain, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
    *rest = after;
    plain
}

impl Traits {
    /// Adds those of a string.
    pub(super) fn add(&mut self, text: &str) {
        let [raw_unicode, escaped_unicode] = &mut self.unicode;
        let [raw_html, escaped_html] = &mut self.html;
        let [raw_slash, escaped_slash] = &mut self.slash;
        let mut rest = text;
        loop {
            take_plain(&mut rest);
            let Some(unit) = Unit::take(&mut rest) else { return };
            match unit {
                Unit::Plain(c) => {
                    *raw_unicode |= !c.is_ascii();
                    *raw_html |= HTML.contains(&c) && c != '"';
                    *raw_slash |= c == '/';
                }
                Unit::Escaped(c, 'u') => {
                    *escaped_html |= HTML.contains(&c);
                    *escaped_unicode |= !c.is_ascii();
                }
                Unit::Escaped('/', _) => *escaped_slash = true,
                Unit::Escaped('"', _) => *raw_html = true,
                Unit::Escaped(..) | Unit::Other => {}
            }
        }
    }
}

/// A character of a string, and how it is written.
enum Unit {
    Plain(char),
    /// The character, and the letter behind the backslash.
    Escaped(char, char),
    /// What stands for no character, as half a pair.
    Other,
}

impl Unit {
    fn take(rest: &mut &str) -> Option<Self> {
        let text = *rest;
        let mut characters = text.chars();
        let first = characters.next()?;
        if first != '\\' {
            *rest = characters.as_str();
            return Some(Unit::Plain(first));
        }
        let letter = characters.next().unwrap_or('\\');
        let short = match letter {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => return Some(Self::take_hex(rest)),
            other => other,
        };
        *rest = characters.as_str();
        Some(Unit::Escaped(short, letter))
    }

    /// `\uXXXX`, or two of them that make one character.
    fn take_hex(rest: &mut &str) -> Self {
        let text = *rest;
        let code = |text: &str| {
            text.strip_prefix("\\u")?
                .get(..4)
                .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        };
        let first = code(text);
        let second = text.get(6..).and_then(code);
        let units = [first.unwrap_or(0xD800), second.unwrap_or(0xD800)];
        let mut decoded = char::decode_utf16(units);
        let (character, size) = match decoded.next() {
            Some(Ok(character)) if first.is_some() => (Some(character), 6 * character.len_utf16()),
            _ => (None, if first.is_some() { 6 } else { 2 }),
        };
        *rest = text.get(size..).unwrap_or_default();
        character.map_or(Unit::Other, |character| Unit::Escaped(character, 'u'))
    }
}

/// Writes a string's inside in another way.
pub(super) fn write(text: &str, escapes: Escapes, out: &mut Output) -> Option<()> {
    let mut rest = text;
    let mut before = ' ';
    loop {
        let plain = take_plain(&mut rest);
        out.write(plain.as_bytes())?;
        before = plain.chars().next_back().unwrap_or(before);
        let start = rest;
        let Some(unit) = Unit::take(&mut rest) else { return Some(()) };
        let written = start.get(..start.len() - rest.len()).unwrap_or_default();
        let (character, letter) = match unit {
            Unit::Plain(character) => (character, None),
            Unit::Escaped(character, letter) => (character, Some(letter)),
            Unit::Other => {
                out.write(written.as_bytes())?;
                continue;
            }
        };
        match how(character, letter, before, escapes) {
            How::Kept => out.write(written.as_bytes()),
            How::Raw => out.push_char(character),
            How::Short => out.write(&[b'\\', character as u8]),
            How::Hex { is_upper } => hex(character, is_upper, out),
        }?;
        before = character;
    }
}

/// How a character is to be written.
enum How {
    Kept,
    Raw,
    /// Behind a backslash.
    Short,
    Hex {
        is_upper: bool,
    },
}

fn how(character: char, letter: Option<char>, before: char, escapes: Escapes) -> How {
    let was_hex = letter == Some('u');
    if character == '/' {
        return match escapes.slash {
            Slash::Kept => How::Kept,
            Slash::Raw => How::Raw,
            Slash::Escaped => How::Short,
            Slash::InTag => {
                if before == '<' {
                    How::Short
                } else {
                    How::Raw
                }
            }
        };
    }
    let in_html = match escapes.html {
        Html::Kept if was_hex && HTML.contains(&character) => return How::Kept,
        Html::Kept | Html::Raw => false,
        Html::Go => "<>&\u{2028}\u{2029}".contains(character),
        Html::Gson => "<>&='\u{2028}\u{2029}".contains(character),
        Html::DotNet => "<>&'\"+`\u{2028}\u{2029}".contains(character),
    };
    if in_html {
        return How::Hex {
            is_upper: escapes.html == Html::DotNet || escapes.unicode == Unicode::Upper,
        };
    }
    if character.is_control() && character.is_ascii() {
        return How::Kept;
    }
    if character.is_ascii() {
        return if "\"\\".contains(character) { How::Short } else { How::Raw };
    }
    match escapes.unicode {
        Unicode::Kept => How::Kept,
        Unicode::Raw => How::Raw,
        Unicode::Lower => How::Hex { is_upper: false },
        Unicode::Upper => How::Hex { is_upper: true },
    }
}

fn hex(character: char, is_upper: bool, out: &mut Output) -> Option<()> {
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
        let mut out = Output::new(1000);
        let _done = write(text, Escapes { unicode, html, slash }, &mut out);
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }

    #[test]
    fn characters_are_written_as_serialisers_write_them() {
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
    fn what_stands_for_no_character_stays() {
        for text in [r"\ud800", r"\ud800x", r"\uZZZZ", r"\u12", r"\u0000\u001f"] {
            assert_eq!(written(text, Unicode::Raw, Html::Raw, Slash::Raw), text);
        }
    }
}
