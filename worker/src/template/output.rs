//! Where in a JSON document a template writes, and what a value becomes there.

use minijinja::{Error, Output, State, Value};

use super::{
    error,
    json::{self, JsonText},
};

/// What a template writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON document.
    Json,
    /// The value of a header.
    Header,
}

/// What one rendering has written so far.
#[derive(Default)]
struct Written {
    length: usize,
    place: JsonContext,
}

/// Whether what is written next stands within a string.
#[derive(Clone, Copy, Default)]
struct JsonContext {
    in_string: bool,
    after_backslash: bool,
}

impl JsonContext {
    fn advance(&mut self, text: &str) {
        for byte in text.bytes() {
            let is_escaped = std::mem::take(&mut self.after_backslash);
            match byte {
                b'"' if !is_escaped => self.in_string = !self.in_string,
                b'\\' if !is_escaped => self.after_backslash = true,
                _ => {}
            }
        }
    }
}

/// Writes into a JSON document: within a string a value's text, escaped;
/// elsewhere the value as JSON. What the template says itself is a safe string.
pub(super) fn format_json(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    let in_string = written(state).place.in_string;
    if let (true, Some(text)) = (value.is_safe(), value.as_str()) {
        write(out, state, text)
    } else if value.is_undefined() {
        // An `if` without an `else` leaves this.
        Err(error::undefined())
    } else if in_string {
        let quoted = json::quoted(&json::text(value)?);
        let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        write(out, state, inside.unwrap_or_default())
    } else if let Some(text) = value.downcast_object_ref::<JsonText>() {
        write(out, state, text.as_str())
    } else {
        write(out, state, &json::write(value)?)
    }
}

/// Writes a value's text.
pub(super) fn format_text(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(error::undefined());
    }
    write(out, state, &json::text(value)?)
}

fn written<'a>(state: &'a mut State<'_, '_>) -> &'a mut Written {
    state.get_or_insert_extension_with(Written::default)
}

fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, text: &str) -> Result<(), Error> {
    let written = written(state);
    written.length += text.len();
    error::check_length(written.length)?;
    written.place.advance(text);
    out.write_str(text).map_err(Error::from)
}
