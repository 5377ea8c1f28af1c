//! JSON as templates see it.
//!
//! Numbers are read from their digits, because through a double what is above
//! 2^53 would be rounded.

use std::collections::BTreeMap;

use minijinja::Value;
use serde_json::value::RawValue;

/// How deep a document may nest that a template looks into.
const DEEPEST: usize = 128;

/// A double keeps so many digits of what was a double before.
const EXACT_DIGITS: usize = 17;

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
            let members: Option<Vec<_>> = members
                .into_iter()
                .map(|(name, member)| Some((name, value(member.get(), deepest)?)))
                .collect();
            members.map(Value::from_pairs)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            items.into_iter().map(|item| value(item.get(), deepest)).collect()
        }
        b'"' => serde_json::from_str::<String>(json).ok().map(Value::from),
        b't' | b'f' => serde_json::from_str::<bool>(json).ok().map(Value::from),
        b'n' => serde_json::from_str::<()>(json).ok().map(Value::from),
        _ => number(json),
    }
}

/// A number, or its digits as a string where no type holds it exactly.
fn number(text: &str) -> Option<Value> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        let integer = text.parse().map(|number: i64| Value::from(number));
        let integer = integer.or_else(|_| text.parse().map(|number: i128| Value::from(number)));
        return Some(integer.unwrap_or_else(|_| Value::from(text)));
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0');
    let float: f64 = text.parse().ok()?;
    let is_exact = float.is_finite() && digits.count() <= EXACT_DIGITS;
    Some(if is_exact { Value::from(float) } else { Value::from(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(json: &str) -> Option<String> {
        serde_json::to_string(&read(json.as_bytes())?).ok()
    }

    #[test]
    fn numbers_are_never_rounded() {
        for (json, expected) in [
            ("0", "0"),
            ("-1", "-1"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551617", "18446744073709551617"),
            ("-9223372036854775809", "-9223372036854775809"),
            ("24000.50", "24000.5"),
            ("1e3", "1000.0"),
            ("0.1", "0.1"),
            ("5e-324", "5e-324"),
            ("0.12345678901234566", "0.12345678901234566"),
            ("1234567890.123456789", "\"1234567890.123456789\""),
            ("1e308", "1e+308"),
            ("1e400", "\"1e400\""),
            (
                "999999999999999999999999999999999999999999",
                "\"999999999999999999999999999999999999999999\"",
            ),
        ] {
            assert_eq!(rewritten(json).as_deref(), Some(expected), "{json}");
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
