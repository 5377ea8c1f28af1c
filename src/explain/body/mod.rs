//! What may have been done to a body, and how to undo it.
//!
//! What a receiver has is the damaged body as a rule. So what is tried is the
//! reverse: the styles of the serialisers that the sender may have used.

mod charset;
mod envelope;
mod escapes;
mod form;
mod style;
mod tokens;

use super::{CauseCode, ranked::ranked};
use charset::Charset;
use envelope::Envelope;
use escapes::{Escapes, Html, Slash, Unicode};
use form::Form;
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

/// A body that is to be restored.
pub(super) struct Source<'a> {
    body: &'a [u8],
    document: Option<Document<'a>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { body, document: Document::read(body) }
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
        if let Some(document) = &self.document {
            ops.extend(kept_styles(document).into_iter().map(Op::Style));
            ops.extend(document.styles().into_iter().map(Op::Style));
        }
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
                let Some(inside) = self.apply(*envelope) else { continue };
                let Some(document) = Document::read(&inside) else { continue };
                let styles = kept_styles(&document).into_iter().chain(document.styles());
                pairs.extend(styles.map(|style| (*envelope, Op::Style(style))));
            }
        }
        ranked(pairs, |(first, second)| first.rank() + second.rank())
    }

    /// The body with a fault undone. `None` where that changes nothing.
    pub(super) fn apply(&self, op: Op) -> Option<Vec<u8>> {
        apply(self.body, self.document.as_ref(), op)
    }

    /// The same with two of them.
    pub(super) fn apply_both(&self, first: Op, second: Op) -> Option<Vec<u8>> {
        let once = self.apply(first)?;
        let document = matches!(second, Op::Style(_)).then(|| Document::read(&once)).flatten();
        apply(&once, document.as_ref(), second)
    }
}

fn apply(body: &[u8], document: Option<&Document<'_>>, op: Op) -> Option<Vec<u8>> {
    let undone = match op {
        Op::Envelope(envelope) => envelope.apply(body)?,
        Op::Style(style) => document?.write(style),
        Op::Form(form) => form.apply(body)?,
        Op::Lines(line_break) => break_lines(body, line_break)?,
        Op::Charset(charset) => charset.apply(body)?,
        Op::Lead(lead) => [lead, body.trim_ascii_start()].concat(),
        Op::Bom => body.strip_prefix(BOM).map_or_else(|| [BOM, body].concat(), <[u8]>::to_vec),
        Op::Empty => Vec::new(),
    };
    (undone != body).then_some(undone)
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

/// The same with another kind of line breaks. `None` where there are none.
fn break_lines(body: &[u8], line_break: &str) -> Option<Vec<u8>> {
    if !body.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return None;
    }
    let mut lines = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                lines.extend_from_slice(line_break.as_bytes());
            }
            b'\n' => lines.extend_from_slice(line_break.as_bytes()),
            byte => lines.push(byte),
        }
    }
    Some(lines)
}
