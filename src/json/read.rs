//! Reads a value from JSON text, and says where a fault is.

use serde::Deserialize;
use serde_json::error::Category;

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place, as `signature.header` or `routes[0].to`; empty for all of it.
    pub path: String,
    /// What is wrong there, on one line. It quotes no value but a misspelt name.
    pub reason: String,
}

/// Reads a value that is all of a JSON text.
///
/// # Errors
///
/// The first [`Fault`] of the text.
pub fn read_json<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Fault> {
    let mut text = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut text).map_err(|fault| {
        let path = match fault.path().to_string() {
            root if root == "." => String::new(),
            path => path,
        };
        Fault { path, reason: reason(fault.inner()) }
    })?;
    text.end().map_err(|fault| Fault { path: String::new(), reason: reason(&fault) })?;
    Ok(value)
}

/// What is wrong, without the value that is there instead: it may be a secret that
/// was written in the wrong place.
fn reason(fault: &serde_json::Error) -> String {
    match fault.classify() {
        Category::Eof => return "the JSON ends early".to_owned(),
        Category::Syntax | Category::Io => return format!("it is not JSON: {fault}"),
        Category::Data => {}
    }
    let text = fault.to_string();
    let place = format!(" at line {} column {}", fault.line(), fault.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    match text.rsplit_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid ") => {
            format!("{} is expected", in_words(expected))
        }
        _ => text.to_owned(),
    }
}

/// The name of a type, for people who write JSON.
fn in_words(expected: &str) -> &str {
    match expected {
        "u16" => "a whole number of 16 bits",
        "u32" => "a whole number of 32 bits",
        "u64" | "usize" => "a whole number of 64 bits",
        "a boolean" => "true or false",
        "a character" => "one character",
        "a sequence" => "an array",
        "a map" => "an object",
        name if name.starts_with("struct ") => "an object",
        other => other,
    }
}
