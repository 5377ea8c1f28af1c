//! What may have been done to a body, and how to undo it.
//!
//! What a receiver has is the damaged body as a rule. So what is tried is the
//! reverse: the styles of the serialisers that the sender may have used.

mod charset;
mod envelope;
mod escapes;
mod form;
mod output;
mod style;
mod tokens;

use super::{CauseCode, ranked::ranked};
use charset::Charset;
use envelope::Envelope;
use escapes::{Escapes, Html, Slash, Unicode};
use form::Form;
use output::Output;
use style::{Document, LAYOUTS, Layout, Style};

/// What some editors put ahead of UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One way of undoing. They are in the order in which they are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Envelope(Envelope),
    Style(Style),
    Form(Form),
    Lines(&'static str),
    Charset(Charset),
    /// Ahead of what is left when white space at its beginning is taken away.
    Lead(&'static [u8]),
    /// With a byte order mark where it has none, and without where it has one.
    Bom,
    /// Nothing of it.
    Empty,
}

/// What may stand behind a body. The first of those that are tried is nothing.
pub(super) const TAILS: [&[u8]; 11] =
    [b"", b"\n", b"\r\n", b" ", b"\n\n", b"\r\n\r\n", b"\t", b"  ", b" \n", b"\r", b"\n\n\n"];

/// What may stand ahead of one.
const LEADS: [&[u8]; 7] = [b"", b" ", b"\n", b"\r\n", b"\t", b"  ", b"\n\n"];

impl Op {
    fn stage(self) -> u8 {
        match self {
            Op::Envelope(_) => 0,
            Op::Style(_) | Op::Form(_) | Op::Empty => 1,
            Op::Lines(_) => 2,
            Op::Charset(_) => 3,
            Op::Lead(_) => 4,
            Op::Bom => 5,
        }
    }

    /// What it undoes.
    pub(super) fn codes(self) -> Vec<CauseCode> {
        match self {
            Op::Envelope(envelope) => vec![envelope.code()],
            Op::Style(Style { layout: Layout::Kept, escapes, .. }) => {
                let is_html = escapes.html != Html::Kept || escapes.slash != Slash::Kept;
                let unicode =
                    (escapes.unicode != Unicode::Kept).then_some(CauseCode::BodyUnicodeEscapes);
                let html = is_html.then_some(CauseCode::BodyHtmlEscapes);
                unicode.into_iter().chain(html).collect()
            }
            Op::Style(_) => vec![CauseCode::BodyReserialized],
            Op::Form(_) => vec![CauseCode::FormParamsAltered],
            Op::Lines(_) => vec![CauseCode::BodyLineEndings],
            Op::Charset(_) => vec![CauseCode::BodyCharset],
            Op::Lead(_) => vec![CauseCode::BodyTrimmed],
            Op::Bom => vec![CauseCode::BodyBom],
            Op::Empty => vec![CauseCode::BodyEmpty],
        }
    }

    /// How what was signed is written: "what was signed was written …".
    pub(super) fn note(self) -> String {
        match self {
            Op::Envelope(envelope) => envelope.note().to_owned(),
            Op::Style(style) if style.is_sorted => {
                format!("{}, with its members sorted by their names", style.writer)
            }
            Op::Style(style) => style.writer.to_owned(),
            Op::Form(form) => form.note().to_owned(),
            Op::Lines("\n") => "with LF line breaks".to_owned(),
            Op::Lines("\r") => "with CR line breaks".to_owned(),
            Op::Lines(_) => "with CRLF line breaks".to_owned(),
            Op::Charset(charset) => charset.note().to_owned(),
            Op::Bom => "with a byte order mark (EF BB BF) ahead, or without".to_owned(),
            Op::Lead(b"") => "without white space ahead".to_owned(),
            Op::Lead(lead) => format!("with {} ahead", visible(lead)),
            Op::Empty => "as nothing at all".to_owned(),
        }
    }

    /// Whether what was signed is compact, and what arrived is laid out.
    pub(super) fn is_compacted(self) -> bool {
        matches!(self, Op::Style(Style { layout: Layout::Compact, .. }))
    }

    /// The likelier and the cheaper, the smaller.
    fn rank(self) -> usize {
        match self {
            Op::Envelope(_) | Op::Lines(_) | Op::Empty => 0,
            Op::Bom | Op::Form(_) => 1,
            Op::Style(Style { layout: Layout::Kept, .. }) => 2,
            Op::Style(style) => {
                let place = LAYOUTS.iter().position(|(layout, _)| *layout == style.layout);
                let escapes = usize::from(style.escapes != Escapes::KEPT);
                3 + place.unwrap_or_default() + 2 * escapes + 4 * usize::from(style.is_sorted)
            }
            Op::Charset(_) => 5,
            Op::Lead(_) => 6,
        }
    }
}

/// White space, as people can see it.
pub(super) fn visible(text: &[u8]) -> String {
    let name = |byte: &u8| match byte {
        b'\n' => "LF".to_owned(),
        b'\r' => "CR".to_owned(),
        b'\t' => "a tab".to_owned(),
        b' ' => "a blank".to_owned(),
        byte => format!("0x{byte:02X}"),
    };
    text.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// So many times its size a body may grow to when something is undone.
const MAX_GROWTH: usize = 4;

/// A small body may grow to so many bytes.
const MIN_LIMIT: usize = 1 << 20;

/// A body that is to be restored.
pub(super) struct Source<'a> {
    body: &'a [u8],
    document: Option<Document<'a>>,
    /// How large it may get.
    limit: usize,
}

/// A body with something undone.
pub(super) struct Undone {
    /// None where that changes nothing, or would have made it too large.
    pub(super) bytes: Option<Vec<u8>>,
    /// How many bytes were written for it.
    pub(super) written: usize,
    pub(super) is_too_large: bool,
}

impl<'a> Source<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { body, document: Document::read(body), limit: Self::limit(body) }
    }

    /// How large a body may get.
    pub(super) fn limit(body: &[u8]) -> usize {
        body.len().saturating_mul(MAX_GROWTH).max(MIN_LIMIT)
    }

    /// Whether something is not among the ways of undoing as the body is nested
    /// too deep for it.
    pub(super) fn is_too_deep(&self) -> bool {
        self.document.as_ref().is_some_and(|document| {
            let mut layouts = LAYOUTS.iter();
            document.is_too_deep()
                || layouts.any(|(layout, _)| document.exceeds(*layout, self.limit))
        })
    }

    fn styles(&self, document: &Document<'_>) -> Vec<Op> {
        let mut styles = kept_styles(document);
        styles.extend(document.styles());
        styles.retain(|style| !document.exceeds(style.layout, self.limit));
        styles.into_iter().map(Op::Style).collect()
    }

    /// Every way of undoing one fault, the likeliest first.
    pub(super) fn singles(&self) -> Vec<Op> {
        let mut ops = vec![Op::Empty];
        ops.extend(Envelope::ALL.map(Op::Envelope));
        ops.extend(Form::all(self.body).into_iter().map(Op::Form));
        ops.extend(["\n", "\r\n", "\r"].map(Op::Lines));
        ops.extend(Charset::ALL.map(Op::Charset));
        ops.extend(LEADS.map(Op::Lead));
        ops.push(Op::Bom);
        ops.extend(self.document.iter().flat_map(|document| self.styles(document)));
        ranked(ops, |op| op.rank())
    }

    /// Every way of undoing two faults, the likeliest first.
    pub(super) fn pairs(&self) -> Vec<(Op, Op)> {
        let singles: Vec<_> = self.singles().into_iter().filter(|op| *op != Op::Empty).collect();
        let mut pairs = Vec::new();
        for first in singles.iter().filter(|op| op.codes().len() == 1) {
            for second in &singles {
                let is_pair = first.stage() < second.stage()
                    && second.codes().len() == 1
                    && first.codes() != second.codes();
                if is_pair {
                    pairs.push((*first, *second));
                }
            }
        }
        if self.document.is_none() {
            // What is JSON only within its envelope.
            let envelopes = singles.iter().filter(|op| matches!(op, Op::Envelope(_)));
            for envelope in envelopes {
                let Some(inside) = self.undo(&[*envelope]).bytes else { continue };
                let Some(document) = Document::read(&inside) else { continue };
                pairs.extend(self.styles(&document).into_iter().map(|style| (*envelope, style)));
            }
        }
        ranked(pairs, |(first, second)| first.rank() + second.rank())
    }

    /// Undoes one fault after another.
    pub(super) fn undo(&self, ops: &[Op]) -> Undone {
        let mut undone = Undone { bytes: None, written: 0, is_too_large: false };
        for op in ops {
            let body = undone.bytes.as_deref();
            let read = || matches!(op, Op::Style(_)).then(|| Document::read(body?)).flatten();
            let inner = read();
            let document = if body.is_some() { inner.as_ref() } else { self.document.as_ref() };
            let mut out = Output::new(self.limit);
            let body = body.unwrap_or(self.body);
            let is_applied = apply(body, document, *op, &mut out).is_some();
            undone.written += out.len();
            undone.is_too_large = out.is_exceeded();
            let bytes = out.into_bytes();
            if !is_applied || bytes == body {
                undone.bytes = None;
                break;
            }
            undone.bytes = Some(bytes);
        }
        undone
    }
}

/// Writes a body with a fault undone.
fn apply(body: &[u8], document: Option<&Document<'_>>, op: Op, out: &mut Output) -> Option<()> {
    match op {
        Op::Envelope(envelope) => envelope.apply(body, out),
        Op::Style(style) => document?.write(style, out),
        Op::Form(form) => form.apply(body, out),
        Op::Lines(line_break) => break_lines(body, line_break, out),
        Op::Charset(charset) => charset.apply(body, out),
        Op::Lead(lead) => {
            out.write(lead)?;
            out.write(body.trim_ascii_start())
        }
        Op::Bom => match body.strip_prefix(BOM) {
            Some(bare) => out.write(bare),
            None => {
                out.write(BOM)?;
                out.write(body)
            }
        },
        Op::Empty => Some(()),
    }
}

/// Its strings in other ways, and everything else as it is.
fn kept_styles(document: &Document<'_>) -> Vec<Style> {
    use {Html as H, Slash as S, Unicode as U};
    let mut seen = vec![Escapes::KEPT];
    let mut styles = Vec::new();
    for unicode in [U::Kept, U::Raw, U::Lower, U::Upper] {
        for html in [H::Kept, H::Raw, H::Go, H::Gson, H::DotNet] {
            for slash in [S::Kept, S::Raw, S::Escaped, S::InTag] {
                let escapes = document.effect(Escapes { unicode, html, slash });
                if seen.contains(&escapes) {
                    continue;
                }
                seen.push(escapes);
                let writer = match (escapes.unicode, escapes.html, escapes.slash) {
                    (U::Raw, H::Kept, S::Kept) => "with characters in place of \\u escapes",
                    (U::Lower | U::Upper, H::Kept, S::Kept) => {
                        "with \\u escapes in place of characters"
                    }
                    (U::Kept, H::Raw, _) => "with < > & in place of \\u003c and the like",
                    (U::Kept, H::Kept, S::Raw) => "with / in place of \\/",
                    (U::Kept, H::Kept, _) => "with \\/ in place of /, as PHP does",
                    (U::Kept, H::Go, _) => {
                        "with \\u003c and \\u0026 in place of < and &, as Go does"
                    }
                    (U::Kept, H::Gson, _) => {
                        "with \\u003c and \\u003d in place of < and =, as Gson does"
                    }
                    (U::Kept, H::DotNet, _) => {
                        "with \\u003C and \\u0022 in place of < and \", as .NET does"
                    }
                    (_, _, S::Escaped) => "with \\u escapes and \\/, as PHP does",
                    _ => "with other escapes",
                };
                styles.push(Style { layout: Layout::Kept, escapes, is_sorted: false, writer });
            }
        }
    }
    styles
}

/// Writes another kind of line breaks. `None` where there are none.
fn break_lines(body: &[u8], line_break: &str, out: &mut Output) -> Option<()> {
    if !body.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return None;
    }
    out.reserve(body.len());
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                out.write(line_break.as_bytes())?;
            }
            b'\n' => out.write(line_break.as_bytes())?,
            byte => out.push(byte)?,
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};

    use super::*;

    fn deep(open: &str, close: &str) -> String {
        [&open.repeat(20_000), "1", &close.repeat(20_000)].concat()
    }

    #[test]
    fn no_body_is_written_beyond_the_limit() {
        let object = deep("{\"a\":", "}");
        let quoted = serde_json::to_string(&object).unwrap_or_default();
        let enveloped = BASE64_STANDARD.encode(&object);
        for body in [
            deep("[", "]"),
            deep("[{\"b\":0,\"a\":", "}]"),
            "[".repeat(40_000),
            format!("[{}1]", "1,".repeat(20_000)),
            format!("{{\"a\":\"{}\"}}", "<".repeat(400_000)),
            "a=%20&".repeat(10_000),
            "\0\u{e9}".repeat(200_000),
            object,
            quoted,
            enveloped,
        ] {
            let source = Source::new(body.as_bytes());
            let limit = Source::limit(body.as_bytes());
            for op in source.singles() {
                let undone = source.undo(&[op]);
                assert!(undone.written <= limit, "{op:?}: {}", undone.written);
            }
            for (first, second) in source.pairs().into_iter().step_by(17) {
                let undone = source.undo(&[first, second]);
                assert!(undone.written <= 2 * limit, "{first:?}, {second:?}: {}", undone.written);
            }
        }
    }

    #[test]
    fn what_is_nested_too_deep_for_a_layout_is_not_laid_out_like_that() {
        let is_indented = |op: &Op| {
            matches!(op, Op::Style(Style { layout: Layout::Lines { indent: "  ", .. }, .. }))
        };
        for (levels, is_tried) in [(100, true), (20_000, false)] {
            let body = ["[".repeat(levels), "]".repeat(levels)].concat();
            let source = Source::new(body.as_bytes());
            assert_eq!(source.is_too_deep(), !is_tried);
            assert_eq!(source.singles().iter().any(is_indented), is_tried);
        }
    }
}
