//! One rewrite of a body, which undoes one fault.

use super::{
    bounded_buffer::BoundedBuffer,
    charset::CharsetRewrite,
    envelope::EnvelopeRewrite,
    form::FormRewrite,
    json_document::JsonDocument,
    json_style::{JsonStyle, LAYOUTS, Layout},
    string_escapes::{Escapes, Html, Slash, Unicode},
    white_space::{convert_line_breaks, name_white_space, replace_leading, toggle_bom},
};
use crate::explain::cause_code::CauseCode;

/// A rewrite of a body. Two of them apply in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum BodyRewrite {
    Envelope(EnvelopeRewrite),
    Json(JsonStyle),
    Form(FormRewrite),
    LineBreaks(&'static str),
    Charset(CharsetRewrite),
    /// Replaces the white space at the beginning.
    Leading(&'static [u8]),
    /// Removes a byte order mark, or adds one.
    Bom,
    /// Removes everything.
    Empty,
}

impl BodyRewrite {
    /// The order in which rewrites apply.
    pub(super) fn stage(self) -> u8 {
        match self {
            Self::Envelope(_) => 0,
            Self::Json(_) | Self::Form(_) | Self::Empty => 1,
            Self::LineBreaks(_) => 2,
            Self::Charset(_) => 3,
            Self::Leading(_) => 4,
            Self::Bom => 5,
        }
    }

    /// The faults that it undoes.
    pub(in crate::explain) fn codes(self) -> Vec<CauseCode> {
        match self {
            Self::Envelope(envelope) => vec![envelope.code()],
            Self::Json(JsonStyle { layout: Layout::Kept, escapes, .. }) => {
                let is_html = escapes.html != Html::Kept || escapes.slash != Slash::Kept;
                let unicode =
                    (escapes.unicode != Unicode::Kept).then_some(CauseCode::BodyUnicodeEscapes);
                let html = is_html.then_some(CauseCode::BodyHtmlEscapes);
                unicode.into_iter().chain(html).collect()
            }
            Self::Json(_) => vec![CauseCode::BodyReserialized],
            Self::Form(_) => vec![CauseCode::FormParamsAltered],
            Self::LineBreaks(_) => vec![CauseCode::BodyLineEndings],
            Self::Charset(_) => vec![CauseCode::BodyCharset],
            Self::Leading(_) => vec![CauseCode::BodyTrimmed],
            Self::Bom => vec![CauseCode::BodyBom],
            Self::Empty => vec![CauseCode::BodyEmpty],
        }
    }

    /// How the signed body was written: "the body …".
    pub(in crate::explain) fn note(self) -> String {
        match self {
            Self::Envelope(envelope) => envelope.note().to_owned(),
            Self::Json(style) if style.is_sorted => {
                format!("{}, with its members sorted by their names", style.description)
            }
            Self::Json(style) => style.description.to_owned(),
            Self::Form(form) => form.note().to_owned(),
            Self::LineBreaks("\n") => "with LF line breaks".to_owned(),
            Self::LineBreaks("\r") => "with CR line breaks".to_owned(),
            Self::LineBreaks(_) => "with CRLF line breaks".to_owned(),
            Self::Charset(charset) => charset.note().to_owned(),
            Self::Bom => "with a byte order mark (EF BB BF) ahead, or without".to_owned(),
            Self::Leading(b"") => "without white space ahead".to_owned(),
            Self::Leading(leading) => format!("with {} ahead", name_white_space(leading)),
            Self::Empty => "as nothing at all".to_owned(),
        }
    }

    /// Whether the signed body is compact, and the received one indented.
    pub(in crate::explain) fn is_compacted(self) -> bool {
        matches!(self, Self::Json(JsonStyle { layout: Layout::Compact, .. }))
    }

    /// Likely and cheap rewrites have a low rank.
    pub(super) fn rank(self) -> usize {
        match self {
            Self::Envelope(_) | Self::LineBreaks(_) | Self::Empty => 0,
            Self::Bom | Self::Form(_) => 1,
            Self::Json(JsonStyle { layout: Layout::Kept, .. }) => 2,
            Self::Json(style) => {
                let place = LAYOUTS.iter().position(|(layout, _)| *layout == style.layout);
                let escapes = usize::from(style.escapes != Escapes::KEPT);
                3 + place.unwrap_or_default() + 2 * escapes + 4 * usize::from(style.is_sorted)
            }
            Self::Charset(_) => 5,
            Self::Leading(_) => 6,
        }
    }

    /// Writes the body with the fault undone. `None` where that is not possible.
    pub(super) fn apply(
        self,
        body: &[u8],
        document: Option<&JsonDocument<'_>>,
        out: &mut BoundedBuffer,
    ) -> Option<()> {
        match self {
            Self::Envelope(envelope) => envelope.apply(body, out),
            Self::Json(style) => document?.write(style, out),
            Self::Form(form) => form.apply(body, out),
            Self::LineBreaks(line_break) => convert_line_breaks(body, line_break, out),
            Self::Charset(charset) => charset.apply(body, out),
            Self::Leading(leading) => replace_leading(body, leading, out),
            Self::Bom => toggle_bom(body, out),
            Self::Empty => Some(()),
        }
    }
}
