//! Where in a JSON document a template writes, and what a value becomes there.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use minijinja::{
    Error, ErrorKind, Output, State, Value,
    value::{Object, ValueKind},
};

/// The name of the [`Place`] among a template's variables. No template can
/// name it: it is no identifier.
pub(super) const PLACE: &str = "the place in the JSON";

/// Whether what is written next stands within a string.
#[derive(Debug, Default)]
pub(super) struct Place {
    in_string: AtomicBool,
    after_backslash: AtomicBool,
}

impl Object for Place {}

impl Place {
    fn advance(&self, text: &[u8]) {
        for byte in text {
            let is_escaped = self.after_backslash.swap(false, Relaxed);
            match byte {
                b'"' if !is_escaped => _ = self.in_string.fetch_xor(true, Relaxed),
                b'\\' if !is_escaped => self.after_backslash.store(true, Relaxed),
                _ => {}
            }
        }
    }
}

/// Takes what a template writes, up to a limit.
pub(super) struct Sink<'a> {
    pub(super) place: Arc<Place>,
    pub(super) limit: usize,
    pub(super) written: &'a mut Vec<u8>,
}

impl io::Write for Sink<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.written.len() + text.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.place.advance(text);
        self.written.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a value as the place wants it: within a string its text, escaped;
/// elsewhere in a JSON document as JSON; and outside of JSON its text.
pub(super) fn write(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    // An `if` without an `else` leaves this, too.
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    let place = state.lookup(PLACE);
    let place = place.as_ref().and_then(|place| place.downcast_object_ref::<Place>());
    match place {
        None => out.write_str(&text(value)?)?,
        Some(place) if place.in_string.load(Relaxed) => {
            let quoted = json(&Value::from(text(value)?))?;
            let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            out.write_str(inside.unwrap_or_default())?;
        }
        Some(_) if value.is_safe() => out.write_str(value.as_str().unwrap_or_default())?,
        Some(_) => out.write_str(&json(value)?)?,
    }
    Ok(())
}

/// A value as JSON.
pub(super) fn json(value: &Value) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|_| Error::new(ErrorKind::BadSerialization, "this is no JSON value"))
}

/// A value as text: `null` is none at all, and lists and objects are JSON.
fn text(value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::None => Ok(String::new()),
        ValueKind::String => Ok(value.to_string()),
        _ => json(value),
    }
}
