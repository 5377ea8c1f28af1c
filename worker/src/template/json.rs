//! JSON as templates see it.
//!
//! Numbers stay text, because through a double what is above 2^53 would be
//! rounded.

use std::{collections::BTreeMap, rc::Rc};

use serde_json::value::RawValue;

use super::value::{LONGEST_NUMBER, Value};

/// How deep a document may nest that a template looks into.
const DEEPEST: usize = 128;

/// Reads a document. `None` where it is not JSON, or nests too deep.
pub(super) fn read(json: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(json);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    value(serde_json::from_str::<&RawValue>(text).ok()?.get(), DEEPEST)
}

fn value(json: &str, deepest: usize) -> Option<Value> {
    let deepest = deepest.checked_sub(1)?;
    match json.as_bytes().first()? {
        b'{' => {
            // Of members with one name the last counts, as in `JSON.parse`.
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
            let members: Option<BTreeMap<_, _>> = members
                .into_iter()
                .map(|(name, member)| Some((name, value(member.get(), deepest)?)))
                .collect();
            members.map(|members| Value::Object(Rc::new(members)))
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let items: Option<_> =
                items.into_iter().map(|item| value(item.get(), deepest)).collect();
            items.map(Value::List)
        }
        b'"' => serde_json::from_str::<String>(json).ok().map(|text| Value::String(text.into())),
        b't' => Some(Value::Bool(true)),
        b'f' => Some(Value::Bool(false)),
        b'n' => Some(Value::Null),
        // A longer one is a string of its digits.
        _ if json.len() > LONGEST_NUMBER => Some(json.into()),
        _ => Some(Value::Number(json.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(json: &str) -> Option<String> {
        read(json.as_bytes())?.json().ok()
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
        assert!(rewritten(&nested(DEEPEST)).is_some());
        assert_eq!(rewritten(&nested(DEEPEST + 1)), None);
        assert_eq!(rewritten(&nested(100_000)), None);
    }
}
