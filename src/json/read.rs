//! Reads a value from JSON text.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::json::{decode::Fault, value::Json};

/// Reads a value that is all of a JSON text. Its numbers are whole and not negative.
///
/// # Errors
///
/// The first [`Fault`] of the text.
pub fn read_json<T: DeserializeOwned>(json: &str) -> Result<T, Fault> {
    let json = parse(json)?;
    T::deserialize(&json)
}

#[inline(never)]
fn parse(json: &str) -> Result<Json, Fault> {
    serde_json::from_str(json).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        let reason = match fault.classify() {
            Category::Eof => "the JSON ends early".to_owned(),
            _ => format!("it is not JSON: line {line}, column {column}"),
        };
        Fault { path: String::new(), reason }
    })
}
