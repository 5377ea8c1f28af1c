//! A JSON body, and the styles in which it can be written.

use std::cell::OnceCell;

use super::{
    bounded_buffer::BoundedBuffer,
    json_members::{SortedMembers, sort_members},
    json_style::{ESCAPES, JACKSON_INDENT, JsonStyle, LAYOUTS, Layout, describe_escapes},
    json_tokens::{TokenKind, Tokens, string_content},
    json_writer::write_json,
    string_escapes::{EscapeUsage, Escapes},
};

/// A JSON body that can be written in another style.
pub(super) struct JsonDocument<'a> {
    json: &'a [u8],
    sorted: OnceCell<SortedMembers>,
    escapes: EscapeUsage,
    indentation: Indentation,
}

/// The sum of the indentation levels of all lines.
#[derive(Clone, Copy, Default)]
struct Indentation {
    /// With a line for every member of an object or array.
    of_all: usize,
    /// With arrays on one line.
    of_objects: usize,
}

impl<'a> JsonDocument<'a> {
    /// `None` where the body is no JSON object or array.
    pub(super) fn parse(json: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(json).ok()?;
        let mut document = Self {
            json,
            sorted: OnceCell::new(),
            escapes: EscapeUsage::default(),
            indentation: Indentation::default(),
        };
        let (mut open, mut objects) = (Vec::new(), 0_usize);
        let mut before = None;
        let mut tokens = Tokens::of(json);
        for token in tokens.by_ref() {
            let is_first = matches!(before, Some(TokenKind::Open(_)));
            let mut ends_line = token.kind == TokenKind::Comma || is_first;
            let mut bracket = open.last().copied().unwrap_or_default();
            match token.kind {
                TokenKind::Close(close) => {
                    // In ASCII, a closing bracket is two after its opening one.
                    bracket = open.pop().filter(|open| open + 2 == close)?;
                    objects -= usize::from(bracket == b'{');
                    ends_line = !is_first;
                }
                TokenKind::Text => document.escapes.add(string_content(json, &token)),
                _ if before.is_none() && !matches!(token.kind, TokenKind::Open(_)) => return None,
                _ => {}
            }
            if ends_line {
                let Indentation { of_all, of_objects } = &mut document.indentation;
                *of_all = of_all.saturating_add(open.len());
                let levels = if bracket == b'{' { objects } else { 0 };
                *of_objects = of_objects.saturating_add(levels);
            }
            if let TokenKind::Open(bracket) = token.kind {
                open.push(bracket);
                objects += usize::from(bracket == b'{');
            }
            before = Some(token.kind);
        }
        (open.is_empty() && before.is_some() && tokens.is_at_end()).then_some(document)
    }

    /// The document with its members sorted, where that is a change.
    fn sorted(&self) -> Option<&[u8]> {
        match self.sorted_members() {
            SortedMembers::Changed(sorted) => Some(sorted),
            SortedMembers::Unchanged | SortedMembers::TooDeep => None,
        }
    }

    fn sorted_members(&self) -> &SortedMembers {
        self.sorted.get_or_init(|| sort_members(self.json))
    }

    /// Whether sorting the members would take too long.
    pub(super) fn is_too_deep(&self) -> bool {
        matches!(self.sorted_members(), SortedMembers::TooDeep)
    }

    /// Whether a layout's indentation alone takes more than `limit` bytes.
    pub(super) fn exceeds(&self, layout: Layout, limit: usize) -> bool {
        let Indentation { of_all, of_objects } = self.indentation;
        let size = match layout {
            Layout::Lines { indent, .. } => of_all.saturating_mul(indent.len()),
            Layout::Jackson { .. } => of_objects.saturating_mul(JACKSON_INDENT.len()),
            _ => 0,
        };
        size > limit
    }

    /// The styles that change the layout, each with a different result.
    pub(super) fn layout_styles(&self) -> Vec<JsonStyle> {
        let mut styles: Vec<JsonStyle> = Vec::new();
        let orders = if self.sorted().is_some() { &[false, true][..] } else { &[false] };
        for is_sorted in orders {
            for (layout, layout_description) in LAYOUTS {
                let mut seen: Vec<Escapes> = Vec::new();
                for (escapes, description) in ESCAPES {
                    let effect = self.escapes.effect_of(escapes);
                    if seen.contains(&effect) {
                        continue;
                    }
                    seen.push(effect);
                    let is_kept = effect == Escapes::KEPT;
                    let description = if is_kept { layout_description } else { description };
                    let (escapes, is_sorted) = (effect, *is_sorted);
                    styles.push(JsonStyle { layout, escapes, is_sorted, description });
                }
            }
        }
        styles
    }

    /// The styles that change the escapes alone, each with a different result.
    pub(super) fn escape_styles(&self) -> Vec<JsonStyle> {
        let mut seen = vec![Escapes::KEPT];
        for escapes in Escapes::all() {
            let effect = self.escapes.effect_of(escapes);
            if !seen.contains(&effect) {
                seen.push(effect);
            }
        }
        let style = |escapes| JsonStyle {
            layout: Layout::Kept,
            escapes,
            is_sorted: false,
            description: describe_escapes(escapes),
        };
        seen.into_iter().skip(1).map(style).collect()
    }

    /// Writes the document in a style.
    pub(super) fn write(&self, style: JsonStyle, out: &mut BoundedBuffer) -> Option<()> {
        if self.exceeds(style.layout, out.limit()) {
            return out.give_up();
        }
        let json = self.sorted().filter(|_| style.is_sorted).unwrap_or(self.json);
        out.reserve(json.len() * 5 / 4);
        write_json(json, style, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::body::json_style::lines;

    fn written(json: &str, layout: Layout) -> String {
        let Some(document) = JsonDocument::parse(json.as_bytes()) else { return String::new() };
        let style = JsonStyle { layout, escapes: Escapes::KEPT, is_sorted: false, description: "" };
        let mut out = BoundedBuffer::new(1000);
        let _done = document.write(style, &mut out);
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }

    const COMPACT: &str = r#"{"a":1.0,"b":[1,"x",{}],"c":{"d":[]}}"#;

    #[test]
    fn layout_writes_as_its_serializer() {
        let python = r#"{"a": 1.0, "b": [1, "x", {}], "c": {"d": []}}"#;
        assert_eq!(written(COMPACT, Layout::Spaced), python);
        let two = "{\n  \"a\": 1.0,\n  \"b\": [\n    1,\n    \"x\",\n    {}\n  ],\n  \"c\": {\n    \"d\": []\n  }\n}";
        assert_eq!(written(COMPACT, lines("  ", "\n")), two);
        let jackson =
            "{\n  \"a\" : 1.0,\n  \"b\" : [ 1, \"x\", { } ],\n  \"c\" : {\n    \"d\" : [ ]\n  }\n}";
        assert_eq!(written(COMPACT, Layout::Jackson { line_break: "\n" }), jackson);
        for text in [python, two, jackson] {
            assert_eq!(written(text, Layout::Compact), COMPACT);
            assert_eq!(written(text, Layout::Kept), text);
        }
    }

    #[test]
    fn each_layout_style_writes_something_else() {
        let of = |json: &str| {
            JsonDocument::parse(json.as_bytes())
                .map_or(0, |document| document.layout_styles().len())
        };
        assert_eq!(of(r#"{"a":1}"#), LAYOUTS.len());
        assert_eq!(of(r#"{"b":1,"a":2}"#), 2 * LAYOUTS.len());
        assert_eq!(of(r#"{"a":"é"}"#), 3 * LAYOUTS.len());
    }
}
