//! White space and line breaks around and within a body.

use super::bounded_buffer::BoundedBuffer;

/// The UTF-8 byte order mark.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What may stand at a body's end, the likeliest first.
pub(in crate::explain) const TRAILING_WHITE_SPACE: [&[u8]; 11] =
    [b"", b"\n", b"\r\n", b" ", b"\n\n", b"\r\n\r\n", b"\t", b"  ", b" \n", b"\r", b"\n\n\n"];

/// What may stand at a body's beginning, the likeliest first.
pub(super) const LEADING_WHITE_SPACE: [&[u8]; 7] =
    [b"", b" ", b"\n", b"\r\n", b"\t", b"  ", b"\n\n"];

/// White space as names, for messages.
pub(in crate::explain) fn name_white_space(text: &[u8]) -> String {
    let name = |byte: &u8| match byte {
        b'\n' => "LF".to_owned(),
        b'\r' => "CR".to_owned(),
        b'\t' => "a tab".to_owned(),
        b' ' => "a blank".to_owned(),
        byte => format!("0x{byte:02X}"),
    };
    text.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// Removes a byte order mark, or adds one.
pub(super) fn toggle_bom(body: &[u8], out: &mut BoundedBuffer) -> Option<()> {
    match body.strip_prefix(BOM) {
        Some(rest) => out.write(rest),
        None => {
            out.write(BOM)?;
            out.write(body)
        }
    }
}

/// Replaces the white space at a body's beginning.
pub(super) fn replace_leading(body: &[u8], leading: &[u8], out: &mut BoundedBuffer) -> Option<()> {
    out.write(leading)?;
    out.write(body.trim_ascii_start())
}

/// Converts line breaks. `None` where there are none.
pub(super) fn convert_line_breaks(
    body: &[u8],
    line_break: &str,
    out: &mut BoundedBuffer,
) -> Option<()> {
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
