//! Passes over JSON (RFC 8259), byte by byte: strictly, and at any depth without
//! recursion. Invalid UTF-8 within strings passes.

/// Why a scan stopped early.
pub(crate) enum Stop {
    End,
    Malformed,
}

/// A place in a document.
pub(crate) struct Scanner<'a> {
    pub(crate) rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    /// Passes over a member's name, and says whether it has escapes.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<bool, Stop> {
        self.expect(b'"')?;
        self.skip_string()
    }

    /// Passes over what stands between a name and its value.
    #[inline]
    pub(crate) fn colon(&mut self) -> Result<(), Stop> {
        self.skip_whitespace();
        self.expect(b':')?;
        self.skip_whitespace();
        Ok(())
    }

    /// Passes over a value with all that is in it.
    #[inline]
    pub(crate) fn skip_value(&mut self) -> Result<(), Stop> {
        // What closes the arrays and objects that are open.
        let mut open = Vec::new();
        loop {
            match self.next()? {
                b'"' => {
                    self.skip_string()?;
                }
                b'-' => {
                    let first = self.next()?;
                    self.skip_number(first)?;
                }
                first @ b'0'..=b'9' => self.skip_number(first)?,
                b't' => self.skip_word(b"rue")?,
                b'f' => self.skip_word(b"alse")?,
                b'n' => self.skip_word(b"ull")?,
                b'{' => {
                    self.skip_whitespace();
                    if !self.take(b'}') {
                        open.push(b'}');
                        self.name()?;
                        self.colon()?;
                        continue;
                    }
                }
                b'[' => {
                    self.skip_whitespace();
                    if !self.take(b']') {
                        open.push(b']');
                        continue;
                    }
                }
                _ => return Err(Stop::Malformed),
            }
            // Behind a value: either it is the last of what is open, or
            // another one follows.
            loop {
                let Some(close) = open.last() else {
                    return Ok(());
                };
                self.skip_whitespace();
                if self.take(*close) {
                    open.pop();
                    continue;
                }
                self.expect(b',')?;
                self.skip_whitespace();
                if *close == b'}' {
                    self.name()?;
                    self.colon()?;
                }
                break;
            }
        }
    }

    /// Passes over a string whose first quote has been read, and says whether
    /// it has escapes.
    #[inline]
    pub(crate) fn skip_string(&mut self) -> Result<bool, Stop> {
        let mut has_escapes = false;
        loop {
            self.rest = self.rest.get(plain(self.rest)..).unwrap_or_default();
            match self.next()? {
                b'"' => return Ok(has_escapes),
                b'\\' => {
                    has_escapes = true;
                    self.skip_escape()?;
                }
                _ => return Err(Stop::Malformed),
            }
        }
    }

    /// Passes over what follows a backslash.
    #[inline]
    fn skip_escape(&mut self) -> Result<(), Stop> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => (0..4).try_for_each(|_| match self.next()? {
                digit if digit.is_ascii_hexdigit() => Ok(()),
                _ => Err(Stop::Malformed),
            }),
            _ => Err(Stop::Malformed),
        }
    }

    /// Passes over a number whose sign and first digit have been read.
    #[inline]
    fn skip_number(&mut self, first: u8) -> Result<(), Stop> {
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return Err(Stop::Malformed),
        }
        if self.take(b'.') {
            self.some_digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.some_digits()?;
        }
        // Whether more digits follow is not known where the bytes end.
        if self.rest.is_empty() { Err(Stop::End) } else { Ok(()) }
    }

    #[inline]
    fn some_digits(&mut self) -> Result<(), Stop> {
        if !self.next()?.is_ascii_digit() {
            return Err(Stop::Malformed);
        }
        self.digits();
        Ok(())
    }

    #[inline]
    fn digits(&mut self) {
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    #[inline]
    pub(crate) fn skip_word(&mut self, word: &[u8]) -> Result<(), Stop> {
        word.iter().try_for_each(|byte| self.expect(*byte))
    }

    #[inline]
    pub(crate) fn skip_whitespace(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    #[inline]
    pub(crate) fn next(&mut self) -> Result<u8, Stop> {
        let (first, rest) = self.rest.split_first().ok_or(Stop::End)?;
        self.rest = rest;
        Ok(*first)
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.next()? == byte { Ok(()) } else { Err(Stop::Malformed) }
    }

    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        match self.rest {
            [first, rest @ ..] if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }
}

/// How many bytes there are before one that ends or interrupts a string: a
/// quote, a backslash or a control character. They are looked at eight at a
/// time.
#[inline]
pub(crate) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = ONES * 0x80;
    // The lowest of the high bits that are set is that of the first such byte.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    let (words, rest) = bytes.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let quotes = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslashes = below(word ^ (ONES * u64::from(b'\\')), 1);
        let found = below(word, 0x20) | quotes | backslashes;
        if found != 0 {
            return 8 * index + found.trailing_zeros() as usize / 8;
        }
    }
    let is_plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | 0..=0x1F);
    8 * words.len() + rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len())
}

/// The text of a string with its quotes, which has been passed over. Escapes
/// that stand for no text, which are those of lone surrogates, make it none.
#[cold]
#[inline(never)]
pub(crate) fn unescape(quoted: &[u8]) -> Option<String> {
    let [b'"', inner @ .., b'"'] = quoted else {
        return None;
    };
    let mut rest = inner;
    let mut text = Vec::with_capacity(inner.len());
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (plain, escape) = rest.split_at(at);
        text.extend_from_slice(plain);
        let [_, kind, after @ ..] = escape else {
            return None;
        };
        rest = after;
        let character = match kind {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => escaped_unit(&mut rest)?,
            other => char::from(*other),
        };
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    text.extend_from_slice(rest);
    String::from_utf8(text).ok()
}

/// What stands behind `\u`: four digits, and a second escape for what lies
/// beyond 16 bits.
fn escaped_unit(rest: &mut &[u8]) -> Option<char> {
    let first = hex_unit(rest)?;
    if !(0xD800..=0xDFFF).contains(&first) {
        return char::from_u32(first);
    }
    *rest = rest.strip_prefix(b"\\u")?;
    let second = hex_unit(rest)?;
    let is_pair = first < 0xDC00 && (0xDC00..=0xDFFF).contains(&second);
    if !is_pair {
        return None;
    }
    char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
}

fn hex_unit(rest: &mut &[u8]) -> Option<u32> {
    let (digits, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_serde_json_reads_them() {
        for inner in [
            "",
            "plain é",
            r#"\"\\\/\b\f\n\r\t"#,
            r"\u0041\u00e9\u20AC",
            r"\ud83c\udf89!",
            r"\ud83c",
            r"\udf89",
            r"\ud83cx",
            r"\ud83c\n",
            r"\ud83c\u0041",
            r"\udf89\ud83c",
            r"\uD83C\uDF89",
        ] {
            let quoted = format!("\"{inner}\"");
            let theirs = serde_json::from_str::<String>(&quoted).ok();
            assert_eq!(unescape(quoted.as_bytes()), theirs, "{quoted}");
        }
    }
}
