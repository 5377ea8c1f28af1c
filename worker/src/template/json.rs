//! Reads JSON for templates, and writes values as JSON.

use std::{borrow::Cow, collections::BTreeMap, fmt, sync::Arc};

use minijinja::{
    Error, ErrorKind, Value,
    value::{Object, ObjectRepr, ValueKind},
};
use serde_json::value::RawValue;

use super::{error, number};

/// How deep a document may nest that a template looks into, and the result.
const MAX_DEPTH: usize = 128;

/// Text that is JSON already, and outside of a string stands as it is.
#[derive(Debug)]
pub(super) struct JsonText(String);

impl JsonText {
    /// A value as JSON.
    ///
    /// # Errors
    ///
    /// If it is undefined, has no JSON, or is too long.
    pub(super) fn of(value: &Value) -> Result<Value, Error> {
        write(value).map(|json| Value::from_object(Self(json)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Object for JsonText {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a document. `None` where it is not JSON, or nests too deep.
pub(super) fn read(json: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(json);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    value(serde_json::from_str::<&RawValue>(text).ok()?.get(), MAX_DEPTH)
}

fn value(json: &str, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match json.as_bytes().first()? {
        b'{' => {
            // Of members with one name the last counts, as in `JSON.parse`.
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
            let members = members
                .into_iter()
                .map(|(name, member)| Some((name, value(member.get(), depth)?)))
                .collect::<Option<Vec<_>>>();
            members.map(Value::from_pairs)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let items = items.into_iter().map(|item| value(item.get(), depth));
            items.collect::<Option<Vec<_>>>().map(Value::from)
        }
        b'"' => serde_json::from_str::<String>(json).ok().map(Value::from),
        b't' => Some(Value::from(true)),
        b'f' => Some(Value::from(false)),
        b'n' => Some(Value::from(())),
        // A longer one is a string of its digits.
        _ if json.len() > number::MAX_DIGITS => Some(Value::from(json)),
        _ => Some(number::from_text(json)),
    }
}

/// Writes a value as JSON.
///
/// # Errors
///
/// If it is undefined, has no JSON, or is too long.
pub(super) fn write(value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    write_into(value, MAX_DEPTH, &mut out)?;
    Ok(out)
}

fn write_into(value: &Value, depth: usize, out: &mut String) -> Result<(), Error> {
    let depth = depth.checked_sub(1).ok_or_else(error::invalid)?;
    if let Some(digits) = number::text(value) {
        // There are no infinities in JSON.
        if digits.ends_with(|char: char| !char.is_ascii_digit()) {
            return Err(error::invalid());
        }
        out.push_str(&digits);
        return error::check_length(out.len());
    }
    match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => out.push_str("null"),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Map => {
            let object = value.as_object().ok_or_else(error::invalid)?;
            let members = object.try_iter_pairs().ok_or_else(error::invalid)?;
            out.push('{');
            for (index, (name, member)) in members.enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(name.as_str().ok_or_else(error::invalid)?));
                out.push(':');
                write_into(&member, depth, out)?;
            }
            out.push('}');
        }
        _ if is_list(value) => {
            out.push('[');
            for (index, item) in value.try_iter()?.enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_into(&item, depth, out)?;
            }
            out.push(']');
        }
        _ => out.push_str(&quoted(&string(value).ok_or_else(error::invalid)?)),
    }
    error::check_length(out.len())
}

/// Whether a value is a list, or a part of one.
pub(super) fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

/// The text of a string; `None` of what is none.
pub(super) fn string(value: &Value) -> Option<Cow<'_, str>> {
    let json = value.downcast_object_ref::<JsonText>().map(JsonText::as_str);
    value.as_str().or(json).map(Cow::Borrowed)
}

/// A value as text: `null` is none at all, and lists and objects are JSON.
///
/// # Errors
///
/// If it is undefined, has no JSON, or is too long.
pub(super) fn text(value: &Value) -> Result<Cow<'_, str>, Error> {
    if value.is_none() {
        return Ok(Cow::Borrowed(""));
    }
    string(value).map_or_else(|| write(value).map(Cow::Owned), Ok)
}

/// A text as a string of JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(json: &str) -> Option<String> {
        write(&read(json.as_bytes())?).ok()
    }

    #[test]
    fn numbers_keep_every_digit() {
        for json in [
            "0",
            "-1",
            "9007199254740993",
            "18446744073709551617",
            "24000.50",
            "1e3",
            "5e-324",
            "1234567890.123456789",
            "1E+400",
            "999999999999999999999999999999999999999999",
        ] {
            assert_eq!(rewritten(json).as_deref(), Some(json));
        }
    }

    #[test]
    fn a_document_is_read_whole() {
        let json = r#"{"a":[1,"\u00e9\n",null,true,{}],"b":{"c":[]}}"#;
        assert_eq!(
            rewritten(json).as_deref(),
            Some(r#"{"a":[1,"é\n",null,true,{}],"b":{"c":[]}}"#)
        );
        assert_eq!(rewritten("\u{feff} {\"a\":1,\"a\":2}\n").as_deref(), Some(r#"{"a":2}"#));
    }

    #[test]
    fn what_is_not_json_or_nests_too_deep_is_refused() {
        for json in ["", "{", "[1,]", "01", "+1", "nul", "{} {}", "tru", "-"] {
            assert_eq!(rewritten(json), None, "{json}");
        }
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(rewritten(&nested(MAX_DEPTH)).is_some());
        assert_eq!(rewritten(&nested(MAX_DEPTH + 1)), None);
        assert_eq!(rewritten(&nested(100_000)), None);
    }
}
