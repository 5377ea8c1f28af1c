//! Writes JSON in a style.

use super::{
    bounded_buffer::BoundedBuffer,
    json_style::{JACKSON_INDENT, JsonStyle, Layout},
    json_tokens::{Token, TokenKind, Tokens, string_content},
    string_characters,
    string_escapes::{self, Escapes},
};

/// Writes a JSON text in a style. `None` where the limit is exceeded.
pub(super) fn write_json(json: &[u8], style: JsonStyle, out: &mut BoundedBuffer) -> Option<()> {
    let mut writer = Writer { json, style, out };
    match style.layout {
        Layout::Kept => writer.write_in_place(),
        _ => writer.lay_out(),
    }
}

/// Writes tokens in a style.
struct Writer<'w> {
    json: &'w [u8],
    style: JsonStyle,
    out: &'w mut BoundedBuffer,
}

impl Writer<'_> {
    /// Writes a token: a string with the style's escapes.
    fn value(&mut self, token: &Token) -> Option<()> {
        let written = self.json.get(token.start..token.end).unwrap_or_default();
        let is_kept = || match written {
            [_, content @ .., _] => content.iter().all(|byte| string_characters::is_plain(*byte)),
            _ => true,
        };
        if token.kind != TokenKind::Text || self.style.escapes == Escapes::KEPT || is_kept() {
            return self.out.write(written);
        }
        self.out.push(b'"')?;
        string_escapes::write(string_content(self.json, token), self.style.escapes, self.out)?;
        self.out.push(b'"')
    }

    /// Writes the tokens with the blanks between them as they are.
    fn write_in_place(&mut self) -> Option<()> {
        let json = self.json;
        let mut end = 0;
        for token in Tokens::of(json) {
            self.out.write(json.get(end..token.start).unwrap_or_default())?;
            self.value(&token)?;
            end = token.end;
        }
        self.out.write(json.get(end..).unwrap_or_default())
    }

    /// Writes the tokens in the style's layout.
    fn lay_out(&mut self) -> Option<()> {
        let mut depth: usize = 0;
        let mut open: Vec<u8> = Vec::new();
        let mut tokens = Tokens::of(self.json).peekable();
        while let Some(token) = tokens.next() {
            let next = tokens.peek().map(|token| token.kind);
            match token.kind {
                TokenKind::Open(bracket) => {
                    self.value(&token)?;
                    open.push(bracket);
                    depth += self.depth_of(bracket);
                    if matches!(next, Some(TokenKind::Close(_))) {
                        self.empty_container()?;
                    } else {
                        self.begin_line(depth, bracket)?;
                    }
                    continue;
                }
                TokenKind::Close(_) => {
                    depth -= open.pop().map_or(0, |bracket| self.depth_of(bracket));
                }
                TokenKind::Comma => self.comma(depth, open.last().copied())?,
                TokenKind::Colon => self.colon()?,
                TokenKind::Text | TokenKind::Word => {}
            }
            if !matches!(token.kind, TokenKind::Comma | TokenKind::Colon) {
                self.value(&token)?;
            }
            if matches!(next, Some(TokenKind::Close(_))) {
                let bracket = open.last().copied().unwrap_or_default();
                self.begin_line(depth - self.depth_of(bracket), bracket)?;
            }
        }
        Some(())
    }

    /// How much a container indents: Jackson writes arrays on one line.
    fn depth_of(&self, bracket: u8) -> usize {
        let is_inline = matches!(self.style.layout, Layout::Jackson { .. }) && bracket == b'[';
        usize::from(!is_inline)
    }

    fn comma(&mut self, depth: usize, bracket: Option<u8>) -> Option<()> {
        self.out.push(b',')?;
        match self.style.layout {
            Layout::Spaced => self.out.push(b' '),
            Layout::Jackson { .. } if bracket == Some(b'[') => self.out.push(b' '),
            _ => self.begin_line(depth, bracket.unwrap_or_default()),
        }
    }

    fn colon(&mut self) -> Option<()> {
        let colon: &[u8] = match self.style.layout {
            Layout::Kept | Layout::Compact => b":",
            Layout::Spaced | Layout::Colons | Layout::Lines { .. } => b": ",
            Layout::Jackson { .. } => b" : ",
        };
        self.out.write(colon)
    }

    /// Writes what stands within an empty object or array.
    fn empty_container(&mut self) -> Option<()> {
        match self.style.layout {
            Layout::Jackson { .. } => self.out.push(b' '),
            _ => Some(()),
        }
    }

    /// Begins a line, where the layout has lines.
    fn begin_line(&mut self, depth: usize, bracket: u8) -> Option<()> {
        let (indent, line_break) = match self.style.layout {
            Layout::Lines { indent, line_break } => (indent, line_break),
            Layout::Jackson { .. } if bracket == b'[' => return self.out.push(b' '),
            Layout::Jackson { line_break } => (JACKSON_INDENT, line_break),
            Layout::Kept | Layout::Compact | Layout::Spaced | Layout::Colons => return Some(()),
        };
        self.out.write(line_break.as_bytes())?;
        self.out.repeat(indent.as_bytes(), depth)
    }
}
