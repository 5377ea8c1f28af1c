//! Text of the request in messages.

use crate::time::unit::Unit;

/// The longest value in a message, in characters.
const MAX_CHARACTERS: usize = 80;

/// A value of the request for a message: control characters are escaped, and a
/// long value is truncated.
pub(super) fn display(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut displayed: String = text
        .chars()
        .take(MAX_CHARACTERS)
        .flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect();
    if text.chars().count() > MAX_CHARACTERS {
        displayed.push('…');
    }
    displayed
}

/// What a malformed timestamp lacks: "it is …".
pub(super) fn malformed_timestamp(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds | Unit::Milliseconds => "not a run of digits",
        Unit::Rfc3339 => "not a date and a time as RFC 3339 has them",
    }
}
