//! Where in a JSON document a template writes, and what a value becomes there.

use super::{
    interpreter::{Fault, bounded},
    value::{Value, quoted},
};

/// What a template writes, up to a limit.
pub(super) struct Output {
    written: String,
    /// Of a JSON document, where it goes on.
    place: Option<Place>,
}

/// Whether what is written next stands within a string.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    in_string: bool,
    after_backslash: bool,
}

impl Place {
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

impl Output {
    pub(super) fn json() -> Self {
        Self { written: String::new(), place: Some(Place::default()) }
    }

    pub(super) fn plain() -> Self {
        Self { written: String::new(), place: None }
    }

    pub(super) fn written(&self) -> &str {
        &self.written
    }

    pub(super) fn into_written(self) -> String {
        self.written
    }

    /// Writes what the template says itself.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Fault> {
        bounded(self.written.len() + text.len())?;
        if let Some(place) = &mut self.place {
            place.advance(text);
        }
        self.written.push_str(text);
        Ok(())
    }

    /// Writes a value as the place wants it: within a string its text, escaped;
    /// elsewhere in a JSON document as JSON; and outside of JSON its text.
    pub(super) fn value(&mut self, value: &Value) -> Result<(), Fault> {
        match (self.place, value) {
            // An `if` without an `else` leaves this, too.
            (_, Value::Undefined) => Err(Fault::Undefined),
            (None, _) => self.text(&value.text()?),
            (Some(place), _) if place.in_string => {
                let quoted = quoted(&value.text()?);
                let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                self.text(inside.unwrap_or_default())
            }
            (Some(_), Value::Json(json)) => self.text(json),
            (Some(_), _) => self.text(&value.json()?),
        }
    }
}
