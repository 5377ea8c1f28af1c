//! How serialisers lay JSON out.

use super::{
    escapes::{self, Escapes, Html, Slash, Traits, Unicode},
    tokens::{self, Kind, Token},
};

/// Where blanks and line breaks stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Layout {
    /// Where they stand now.
    Kept,
    /// Nowhere: `JSON.stringify`, PHP, Go, serde.
    Compact,
    /// Behind colons and commas: Python, databases.
    Spaced,
    /// Behind colons alone: some templates.
    Colons,
    /// A line for each member.
    Lines { indent: &'static str, line_break: &'static str },
    /// The same with a blank ahead of the colon, and lists on one line: Jackson.
    Jackson { line_break: &'static str },
}

/// A way of writing JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) struct Style {
    pub(super) layout: Layout,
    pub(super) escapes: Escapes,
    pub(super) is_sorted: bool,
    /// Who writes like that.
    pub(super) writer: &'static str,
}

const fn lines(indent: &'static str, line_break: &'static str) -> Layout {
    Layout::Lines { indent, line_break }
}

/// Layouts, and who writes them. The likeliest come first.
pub(super) const LAYOUTS: [(Layout, &str); 14] = [
    (Layout::Compact, "compact, as JSON.stringify does"),
    (Layout::Spaced, "with a blank behind colons and commas, as Python's json.dumps does"),
    (lines("  ", "\n"), "indented by 2 blanks"),
    (lines("    ", "\n"), "indented by 4 blanks"),
    (lines("\t", "\n"), "indented by tabs"),
    (Layout::Jackson { line_break: "\n" }, "indented as Jackson does"),
    (lines("  ", "\r\n"), "indented by 2 blanks, with CRLF"),
    (lines("    ", "\r\n"), "indented by 4 blanks, with CRLF"),
    (Layout::Colons, "with a blank behind colons"),
    (lines(" ", "\n"), "indented by 1 blank"),
    (lines("   ", "\n"), "indented by 3 blanks"),
    (lines("", "\n"), "a member a line"),
    (lines("\t", "\r\n"), "indented by tabs, with CRLF"),
    (Layout::Jackson { line_break: "\r\n" }, "indented as Jackson does, with CRLF"),
];

const fn escapes(unicode: Unicode, html: Html, slash: Slash) -> Escapes {
    Escapes { unicode, html, slash }
}

/// How serialisers write strings, the likeliest first.
const WRITERS: [(Escapes, &str); 12] = [
    (Escapes::KEPT, "with its strings as they are"),
    (escapes(Unicode::Raw, Html::Raw, Slash::Raw), "without escapes, as JSON.stringify does"),
    (
        escapes(Unicode::Lower, Html::Raw, Slash::Raw),
        "with ASCII alone, as Python's json.dumps does",
    ),
    (
        escapes(Unicode::Lower, Html::Raw, Slash::Escaped),
        "with \\/ and \\u…, as PHP's json_encode does",
    ),
    (
        escapes(Unicode::Raw, Html::Raw, Slash::Escaped),
        "with \\/, as PHP does with JSON_UNESCAPED_UNICODE",
    ),
    (escapes(Unicode::Raw, Html::Go, Slash::Raw), "with \\u003c, as Go and Rails do"),
    (escapes(Unicode::Upper, Html::DotNet, Slash::Raw), "with \\u003C and \\u00E9, as .NET does"),
    (escapes(Unicode::Raw, Html::Gson, Slash::Raw), "with \\u003d, as Gson does"),
    (escapes(Unicode::Upper, Html::Raw, Slash::Raw), "with ASCII alone and capital digits"),
    (escapes(Unicode::Lower, Html::Go, Slash::Raw), "with ASCII alone and \\u003c"),
    (escapes(Unicode::Raw, Html::Raw, Slash::InTag), "with <\\/, as for a page"),
    (escapes(Unicode::Lower, Html::Go, Slash::Escaped), "with ASCII alone, \\u003c and \\/"),
];

/// A JSON body that can be written anew.
pub(super) struct Document<'a> {
    json: &'a [u8],
    tokens: Vec<Token>,
    sorted: Option<Vec<Token>>,
    pub(super) traits: Traits,
}

impl<'a> Document<'a> {
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        let tokens = tokens::tokens(json)?;
        let sorted = tokens::sorted(json, &tokens);
        let mut traits = Traits::default();
        for token in tokens.iter().filter(|token| token.kind == Kind::Text) {
            let of = Traits::of(inside(json, token));
            for (all, one) in [
                (&mut traits.unicode, of.unicode),
                (&mut traits.html, of.html),
                (&mut traits.slash, of.slash),
            ] {
                all.iter_mut().zip(one).for_each(|(all, one)| *all |= one);
            }
        }
        Some(Self { json, tokens, sorted, traits })
    }

    /// The ways of writing it that differ from each other.
    pub(super) fn styles(&self) -> Vec<Style> {
        let mut styles: Vec<Style> = Vec::new();
        let orders = if self.sorted.is_some() { &[false, true][..] } else { &[false] };
        for is_sorted in orders {
            for (layout, laid_out) in LAYOUTS {
                let mut seen: Vec<Escapes> = Vec::new();
                for (escapes, written) in WRITERS {
                    let effect = self.effect(escapes);
                    if seen.contains(&effect) {
                        continue;
                    }
                    let writer = if effect == Escapes::KEPT { laid_out } else { written };
                    seen.push(effect);
                    styles.push(Style { layout, escapes: effect, is_sorted: *is_sorted, writer });
                }
            }
        }
        styles
    }

    /// The same without those ways of escaping that there is nothing for.
    pub(super) fn effect(&self, escapes: Escapes) -> Escapes {
        // Each of them: whether there is something raw, and something escaped.
        let Traits { unicode: [raw, escaped], html, slash } = self.traits;
        let mut effect = escapes;
        if !escaped && (!raw || escapes.unicode == Unicode::Raw) {
            effect.unicode = Unicode::Kept;
        }
        let [raw, escaped] = html;
        if !escaped && (!raw || escapes.html == Html::Raw) {
            effect.html = Html::Kept;
        }
        let [raw, escaped] = slash;
        if (!escaped && (!raw || escapes.slash == Slash::Raw))
            || (!raw && escapes.slash == Slash::Escaped)
        {
            effect.slash = Slash::Kept;
        }
        effect
    }

    pub(super) fn write(&self, style: Style) -> Vec<u8> {
        let tokens = match &self.sorted {
            Some(sorted) if style.is_sorted => sorted,
            _ => &self.tokens,
        };
        let mut writer =
            Writer { document: self, style, out: Vec::with_capacity(self.json.len() * 5 / 4) };
        match style.layout {
            Layout::Kept => writer.keep(),
            _ => writer.lay_out(tokens),
        }
        writer.out
    }
}

/// A string without its quotation marks.
fn inside<'a>(json: &'a [u8], token: &Token) -> &'a str {
    let bytes = json.get(token.start + 1..token.end - 1).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}

struct Writer<'d> {
    document: &'d Document<'d>,
    style: Style,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn value(&mut self, token: &Token) {
        let json = self.document.json;
        let written = json.get(token.start..token.end).unwrap_or_default();
        let is_kept = || match written {
            [_, inside @ .., _] => inside.iter().all(|byte| escapes::is_plain(*byte)),
            _ => true,
        };
        if token.kind != Kind::Text || self.style.escapes == Escapes::KEPT || is_kept() {
            self.out.extend_from_slice(written);
        } else {
            self.out.push(b'"');
            escapes::write(inside(json, token), self.style.escapes, &mut self.out);
            self.out.push(b'"');
        }
    }

    /// With the blanks that stand there now.
    fn keep(&mut self) {
        let json = self.document.json;
        let mut end = 0;
        for token in &self.document.tokens {
            self.out.extend_from_slice(json.get(end..token.start).unwrap_or_default());
            self.value(token);
            end = token.end;
        }
        self.out.extend_from_slice(json.get(end..).unwrap_or_default());
    }

    fn lay_out(&mut self, tokens: &[Token]) {
        let mut depth: usize = 0;
        let mut open: Vec<u8> = Vec::new();
        let mut tokens = tokens.iter().peekable();
        while let Some(token) = tokens.next() {
            let next = tokens.peek().map(|token| token.kind);
            match token.kind {
                Kind::Open(bracket) => {
                    self.value(token);
                    open.push(bracket);
                    depth += self.depth_of(bracket);
                    if matches!(next, Some(Kind::Close(_))) {
                        self.empty();
                    } else {
                        self.line(depth, bracket);
                    }
                    continue;
                }
                Kind::Close(_) => {
                    depth -= open.pop().map_or(0, |bracket| self.depth_of(bracket));
                }
                Kind::Comma => self.comma(depth, open.last().copied()),
                Kind::Colon => self.colon(),
                Kind::Text | Kind::Word => {}
            }
            if !matches!(token.kind, Kind::Comma | Kind::Colon) {
                self.value(token);
            }
            if matches!(next, Some(Kind::Close(_))) {
                let bracket = open.last().copied().unwrap_or_default();
                self.line(depth - self.depth_of(bracket), bracket);
            }
        }
    }

    /// Jackson's lists stand on one line, and indent nothing.
    fn depth_of(&self, bracket: u8) -> usize {
        let is_inline = matches!(self.style.layout, Layout::Jackson { .. }) && bracket == b'[';
        usize::from(!is_inline)
    }

    fn comma(&mut self, depth: usize, bracket: Option<u8>) {
        self.out.push(b',');
        match self.style.layout {
            Layout::Spaced => self.out.push(b' '),
            Layout::Jackson { .. } if bracket == Some(b'[') => self.out.push(b' '),
            _ => self.line(depth, bracket.unwrap_or_default()),
        }
    }

    fn colon(&mut self) {
        let colon: &[u8] = match self.style.layout {
            Layout::Kept | Layout::Compact => b":",
            Layout::Spaced | Layout::Colons | Layout::Lines { .. } => b": ",
            Layout::Jackson { .. } => b" : ",
        };
        self.out.extend_from_slice(colon);
    }

    /// What stands within a container that holds nothing.
    fn empty(&mut self) {
        if matches!(self.style.layout, Layout::Jackson { .. }) {
            self.out.push(b' ');
        }
    }

    fn line(&mut self, depth: usize, bracket: u8) {
        let (indent, line_break) = match self.style.layout {
            Layout::Lines { indent, line_break } => (indent, line_break),
            Layout::Jackson { .. } if bracket == b'[' => return self.out.push(b' '),
            Layout::Jackson { line_break } => ("  ", line_break),
            Layout::Kept | Layout::Compact | Layout::Spaced | Layout::Colons => return,
        };
        self.out.extend_from_slice(line_break.as_bytes());
        for _ in 0..depth {
            self.out.extend_from_slice(indent.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str, layout: Layout) -> String {
        let Some(document) = Document::read(json.as_bytes()) else { return String::new() };
        let style = Style { layout, escapes: Escapes::KEPT, is_sorted: false, writer: "" };
        String::from_utf8(document.write(style)).unwrap_or_default()
    }

    const COMPACT: &str = r#"{"a":1.0,"b":[1,"x",{}],"c":{"d":[]}}"#;

    #[test]
    fn layouts_are_those_of_serialisers() {
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
    fn only_what_differs_is_tried() {
        let of =
            |json: &str| Document::read(json.as_bytes()).map_or(0, |found| found.styles().len());
        assert_eq!(of(r#"{"a":1}"#), LAYOUTS.len());
        assert_eq!(of(r#"{"b":1,"a":2}"#), 2 * LAYOUTS.len());
        assert_eq!(of(r#"{"a":"é"}"#), 3 * LAYOUTS.len());
    }
}
