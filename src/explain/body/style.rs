//! How serialisers lay JSON out.

use std::cell::OnceCell;

use super::{
    escapes::{self, Escapes, Html, Slash, Traits, Unicode},
    output::Output,
    tokens::{self, Kind, Members, Token, Tokens},
};

/// Where skip_whitespace and line breaks stand.
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

/// Jackson indents by this.
const JACKSON_INDENT: &str = "  ";

const fn lines(indent: &'static str, line_break: &'static str) -> Layout {
    Layout::Lines { indent, line_break }
}

/// Layouts, and who writes them. The likeliest come first.
pub(super) const LAYOUTS: [(Layout, &str); 14] = [
    (Layout::Compact, "compact, as JSON.stringify does"),
    (Layout::Spaced, "with a blank behind colons and commas, as Python's json.dumps does"),
    (lines("  ", "\n"), "indented by 2 skip_whitespace"),
    (lines("    ", "\n"), "indented by 4 skip_whitespace"),
    (lines("\t", "\n"), "indented by tabs"),
    (Layout::Jackson { line_break: "\n" }, "indented as Jackson does"),
    (lines("  ", "\r\n"), "indented by 2 skip_whitespace, with CRLF"),
    (lines("    ", "\r\n"), "indented by 4 skip_whitespace, with CRLF"),
    (Layout::Colons, "with a blank behind colons"),
    (lines(" ", "\n"), "indented by 1 blank"),
    (lines("   ", "\n"), "indented by 3 skip_whitespace"),
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
    members: OnceCell<Members>,
    pub(super) traits: Traits,
    indentation: Indentation,
}

/// How many levels the lines of a document are indented by, all together.
#[derive(Clone, Copy, Default)]
struct Indentation {
    /// Where every member of an object or a list has a line.
    of_all: usize,
    /// Where lists stand on one line, and indent nothing.
    of_objects: usize,
}

impl<'a> Document<'a> {
    /// `None` where the body is none.
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        std::str::from_utf8(json).ok()?;
        let mut document = Self {
            json,
            members: OnceCell::new(),
            traits: Traits::default(),
            indentation: Indentation::default(),
        };
        let (mut open, mut objects) = (Vec::new(), 0);
        let mut before = None;
        let mut tokens = Tokens::of(json);
        for token in tokens.by_ref() {
            let is_first = matches!(before, Some(Kind::Open(_)));
            let mut ends_line = token.kind == Kind::Comma || is_first;
            let mut bracket = open.last().copied().unwrap_or_default();
            match token.kind {
                Kind::Close(close) => {
                    bracket = open.pop().filter(|open| open + 2 == close)?; // two further in ASCII
                    objects -= usize::from(bracket == b'{');
                    ends_line = !is_first;
                }
                Kind::Text => document.traits.add(inside(json, &token)),
                _ if before.is_none() && !matches!(token.kind, Kind::Open(_)) => return None,
                _ => {}
            }
            if ends_line {
                document.indentation.of_all += open.len();
                document.indentation.of_objects += if bracket == b'{' { objects } else { 0 };
            }
            if let Kind::Open(bracket) = token.kind {
                open.push(bracket);
                objects += usize::from(bracket == b'{');
            }
            before = Some(token.kind);
        }
        (open.is_empty() && before.is_some() && tokens.is_at_end()).then_some(document)
    }

    /// The document with its members sorted, where they are not.
    fn sorted(&self) -> Option<&[u8]> {
        match self.members() {
            Members::Unsorted(sorted) => Some(sorted),
            Members::Sorted | Members::TooDeep => None,
        }
    }

    fn members(&self) -> &Members {
        self.members.get_or_init(|| tokens::sort(self.json))
    }

    /// Whether its members cannot be sorted, as that would take too long.
    pub(super) fn is_too_deep(&self) -> bool {
        matches!(self.members(), Members::TooDeep)
    }

    /// Whether the skip_whitespace of a layout alone take more than so many bytes.
    pub(super) fn exceeds(&self, layout: Layout, limit: usize) -> bool {
        let Indentation { of_all, of_objects } = self.indentation;
        let skip_whitespace = match layout {
            Layout::Lines { indent, .. } => of_all.saturating_mul(indent.len()),
            Layout::Jackson { .. } => of_objects.saturating_mul(JACKSON_INDENT.len()),
            _ => 0,
        };
        skip_whitespace > limit
    }

    /// The ways of writing it that differ from each other.
    pub(super) fn styles(&self) -> Vec<Style> {
        let mut styles: Vec<Style> = Vec::new();
        let orders = if self.sorted().is_some() { &[false, true][..] } else { &[false] };
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

    pub(super) fn write(&self, style: Style, out: &mut Output) -> Option<()> {
        if self.exceeds(style.layout, out.limit()) {
            return out.give_up();
        }
        let json = self.sorted().filter(|_| style.is_sorted).unwrap_or(self.json);
        out.reserve(json.len() * 5 / 4);
        let mut writer = Writer { json, style, out };
        match style.layout {
            Layout::Kept => writer.keep(),
            _ => writer.lay_out(),
        }
    }
}

/// A string without its quotation marks.
fn inside<'a>(json: &'a [u8], token: &Token) -> &'a str {
    let bytes = json.get(token.start + 1..token.end - 1).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}

struct Writer<'w> {
    json: &'w [u8],
    style: Style,
    out: &'w mut Output,
}

impl Writer<'_> {
    fn value(&mut self, token: &Token) -> Option<()> {
        let written = self.json.get(token.start..token.end).unwrap_or_default();
        let is_kept = || match written {
            [_, inside @ .., _] => inside.iter().all(|byte| escapes::is_plain(*byte)),
            _ => true,
        };
        if token.kind != Kind::Text || self.style.escapes == Escapes::KEPT || is_kept() {
            return self.out.write(written);
        }
        self.out.push(b'"')?;
        escapes::write(inside(self.json, token), self.style.escapes, self.out)?;
        self.out.push(b'"')
    }

    /// With the skip_whitespace that stand there now.
    fn keep(&mut self) -> Option<()> {
        let json = self.json;
        let mut end = 0;
        for token in Tokens::of(json) {
            self.out.write(json.get(end..token.start).unwrap_or_default())?;
            self.value(&token)?;
            end = token.end;
        }
        self.out.write(json.get(end..).unwrap_or_default())
    }

    fn lay_out(&mut self) -> Option<()> {
        let mut depth: usize = 0;
        let mut open: Vec<u8> = Vec::new();
        let mut tokens = Tokens::of(self.json).peekable();
        while let Some(token) = tokens.next() {
            let next = tokens.peek().map(|token| token.kind);
            match token.kind {
                Kind::Open(bracket) => {
                    self.value(&token)?;
                    open.push(bracket);
                    depth += self.depth_of(bracket);
                    if matches!(next, Some(Kind::Close(_))) {
                        self.empty()?;
                    } else {
                        self.line(depth, bracket)?;
                    }
                    continue;
                }
                Kind::Close(_) => {
                    depth -= open.pop().map_or(0, |bracket| self.depth_of(bracket));
                }
                Kind::Comma => self.comma(depth, open.last().copied())?,
                Kind::Colon => self.colon()?,
                Kind::Text | Kind::Word => {}
            }
            if !matches!(token.kind, Kind::Comma | Kind::Colon) {
                self.value(&token)?;
            }
            if matches!(next, Some(Kind::Close(_))) {
                let bracket = open.last().copied().unwrap_or_default();
                self.line(depth - self.depth_of(bracket), bracket)?;
            }
        }
        Some(())
    }

    /// Jackson's lists stand on one line, and indent nothing.
    fn depth_of(&self, bracket: u8) -> usize {
        let is_inline = matches!(self.style.layout, Layout::Jackson { .. }) && bracket == b'[';
        usize::from(!is_inline)
    }

    fn comma(&mut self, depth: usize, bracket: Option<u8>) -> Option<()> {
        self.out.push(b',')?;
        match self.style.layout {
            Layout::Spaced => self.out.push(b' '),
            Layout::Jackson { .. } if bracket == Some(b'[') => self.out.push(b' '),
            _ => self.line(depth, bracket.unwrap_or_default()),
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

    /// What stands within a container that holds nothing.
    fn empty(&mut self) -> Option<()> {
        match self.style.layout {
            Layout::Jackson { .. } => self.out.push(b' '),
            _ => Some(()),
        }
    }

    fn line(&mut self, depth: usize, bracket: u8) -> Option<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str, layout: Layout) -> String {
        let Some(document) = Document::read(json.as_bytes()) else { return String::new() };
        let style = Style { layout, escapes: Escapes::KEPT, is_sorted: false, writer: "" };
        let mut out = Output::new(1000);
        let _done = document.write(style, &mut out);
        String::from_utf8(out.into_bytes()).unwrap_or_default()
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
