//! The characters of a JSON string, as they are written.

/// The characters that some serializers escape for HTML.
pub(super) const HTML: [char; 10] =
    ['<', '>', '&', '\'', '+', '`', '=', '"', '\u{2028}', '\u{2029}'];

/// Whether every serializer writes a byte raw.
pub(super) fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..0x7F)
        && !matches!(byte, b'"' | b'\\' | b'/' | b'<' | b'>' | b'&' | b'\'' | b'+' | b'`' | b'=')
}

/// Takes the plain characters at the beginning.
pub(super) fn take_plain<'a>(rest: &mut &'a str) -> &'a str {
    let is_special = |byte: &u8| !is_plain(*byte);
    let size = rest.as_bytes().iter().position(is_special).unwrap_or(rest.len());
    let (plain, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
    *rest = after;
    plain
}

/// A character of a string, as it is written.
pub(super) enum Character {
    Plain(char),
    /// The character, and the letter after the backslash.
    Escaped(char, char),
    /// An escape of no character, such as half a surrogate pair.
    Invalid,
}

impl Character {
    /// Takes the character at the beginning.
    pub(super) fn take(rest: &mut &str) -> Option<Self> {
        let text = *rest;
        let mut characters = text.chars();
        let first = characters.next()?;
        if first != '\\' {
            *rest = characters.as_str();
            return Some(Character::Plain(first));
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
        Some(Character::Escaped(short, letter))
    }

    /// Takes `\uXXXX`, or a surrogate pair.
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
        character.map_or(Character::Invalid, |character| Character::Escaped(character, 'u'))
    }
}
