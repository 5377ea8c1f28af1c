//! The tokens of a JSON text.
//!
//! A token is a range of the text: numbers and members stay as they were
//! written, so a rewritten text differs in style alone.

use crate::json::scanner;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open(u8),
    Close(u8),
    Colon,
    Comma,
    /// A string with its quotation marks.
    Text,
    /// A number, `true`, `false` or `null`.
    Word,
}

/// A token, and its range in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Splits a JSON text into tokens, without full validation. A list of the tokens
/// would take many times the text's size.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(json: &'a [u8]) -> Self {
        Self { json, at: 0 }
    }

    /// Whether the whole text was split, once there is no further token.
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.json.len()
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let rest = self.json.get(self.at..)?;
        self.at += rest.iter().position(|byte| !is_blank(byte)).unwrap_or(rest.len());
        let (first, rest) = self.json.get(self.at..)?.split_first()?;
        let (kind, more) = match first {
            b'{' | b'[' => (TokenKind::Open(*first), 0),
            b'}' | b']' => (TokenKind::Close(*first), 0),
            b':' => (TokenKind::Colon, 0),
            b',' => (TokenKind::Comma, 0),
            b'"' => (TokenKind::Text, string_length(rest)?),
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                (TokenKind::Word, rest.iter().take_while(is_word).count())
            }
            _ => return None,
        };
        let start = self.at;
        self.at += 1 + more;
        Some(Token { kind, start, end: self.at })
    }
}

/// The length of the rest of a string, with its closing quotation mark.
fn string_length(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += scanner::plain(rest.get(at..)?);
        match rest.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The content of a string token, without its quotation marks.
pub(super) fn string_content<'a>(json: &'a [u8], token: &Token) -> &'a str {
    let bytes = json.get(token.start + 1..token.end - 1).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let mut tokens = Tokens::of(json.as_bytes());
        let text = tokens.by_ref().map(|token| &json[token.start..token.end]).collect();
        tokens.is_at_end().then_some(text)
    }

    #[test]
    fn tokens_are_the_text_without_blanks() {
        let json = " {\"a \\\" b\" : [ 1.50 , -2e+3, true,null ] }\n";
        assert_eq!(text(json).as_deref(), Some("{\"a \\\" b\":[1.50,-2e+3,true,null]}"));
        for json in ["\"a", "{\"a\":\"b}", "\"a\\\"", "a", "[1]#"] {
            assert_eq!(text(json), None, "{json}");
        }
    }
}
