//! How serializers write JSON.

use super::string_escapes::{Escapes, Html, Slash, Unicode};

/// Where blanks and line breaks stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Layout {
    /// Where they stand in the received body.
    Kept,
    /// Nowhere: `JSON.stringify`, PHP, Go, serde.
    Compact,
    /// After colons and commas: Python, databases.
    Spaced,
    /// After colons alone: some templates.
    Colons,
    /// A line for each member.
    Lines { indent: &'static str, line_break: &'static str },
    /// A line for each member, a blank before each colon, arrays on one line:
    /// Jackson.
    Jackson { line_break: &'static str },
}

/// A serializer's way to write JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) struct JsonStyle {
    pub(super) layout: Layout,
    pub(super) escapes: Escapes,
    pub(super) is_sorted: bool,
    /// "The body …".
    pub(super) description: &'static str,
}

/// Jackson's indentation.
pub(super) const JACKSON_INDENT: &str = "  ";

pub(super) const fn lines(indent: &'static str, line_break: &'static str) -> Layout {
    Layout::Lines { indent, line_break }
}

/// Layouts and their descriptions, the likeliest first.
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

/// Escapes and their descriptions, the likeliest first.
pub(super) const ESCAPES: [(Escapes, &str); 12] = [
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

/// Describes a style that changes the escapes alone.
pub(super) fn describe_escapes(escapes: Escapes) -> &'static str {
    use {Html as H, Slash as S, Unicode as U};
    match (escapes.unicode, escapes.html, escapes.slash) {
        (U::Raw, H::Kept, S::Kept) => "with characters in place of \\u escapes",
        (U::Lower | U::Upper, H::Kept, S::Kept) => "with \\u escapes in place of characters",
        (U::Kept, H::Raw, _) => "with < > & in place of \\u003c and the like",
        (U::Kept, H::Kept, S::Raw) => "with / in place of \\/",
        (U::Kept, H::Kept, _) => "with \\/ in place of /, as PHP does",
        (U::Kept, H::Go, _) => "with \\u003c and \\u0026 in place of < and &, as Go does",
        (U::Kept, H::Gson, _) => "with \\u003c and \\u003d in place of < and =, as Gson does",
        (U::Kept, H::DotNet, _) => "with \\u003C and \\u0022 in place of < and \", as .NET does",
        (_, _, S::Escaped) => "with \\u escapes and \\/, as PHP does",
        _ => "with other escapes",
    }
}
