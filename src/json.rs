//! Picks a few values out of a JSON document without building the rest.
//!
//! Numbers stay text, so an id above 2^53 is not rounded; what is not asked
//! for is checked and skipped, at any depth, without recursion.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::pointer::Pointer;

/// A JSON document that is an object.
pub(crate) struct Document<'a>(&'a str);

/// A value in a document, as it was written.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a>(&'a str);

impl<'a> Document<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The values that the pointers lead to, where they lead to one; `None`
    /// where the document is not JSON, or no object.
    ///
    /// Of members with one name the last counts, as in `JSON.parse`.
    pub(crate) fn select<const N: usize>(
        &self,
        pointers: [Option<&Pointer>; N],
    ) -> Option<[Option<Value<'a>>; N]> {
        let paths = pointers.map(|pointer| pointer.map_or(&[][..], Pointer::names));
        let values = members(self.0, paths.map(|path| path.first().map(String::as_str)))?;
        let mut paths = paths.iter();
        Some(values.map(|value| {
            let inner = paths.next()?.iter().skip(1);
            inner.fold(value, |value, name| {
                let [value] = members(value?.0, [Some(name.as_str())])?;
                value
            })
        }))
    }
}

impl<'a> Value<'a> {
    /// The string that this is.
    pub(crate) fn string(self) -> Option<String> {
        if self.0.starts_with('"') { serde_json::from_str(self.0).ok() } else { None }
    }

    /// The digits of the integer that this is, and its sign.
    pub(crate) fn integer(self) -> Option<&'a str> {
        let digits = self.0.strip_prefix('-').unwrap_or(self.0);
        let is_integer = digits.bytes().all(|byte| byte.is_ascii_digit()) && self.0 != "-0";
        is_integer.then_some(self.0)
    }
}

/// The members of an object with these names.
fn members<'a, const N: usize>(
    object: &'a str,
    names: [Option<&str>; N],
) -> Option<[Option<Value<'a>>; N]> {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let values = Members(names).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(values)
}

struct Members<'n, const N: usize>([Option<&'n str>; N]);

impl<'a, const N: usize> DeserializeSeed<'a> for Members<'_, N> {
    type Value = [Option<Value<'a>>; N];

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a, const N: usize> Visitor<'a> for Members<'_, N> {
    type Value = [Option<Value<'a>>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        while let Some(Name(name)) = map.next_key()? {
            if !self.0.contains(&Some(&*name)) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = Value(map.next_value::<&RawValue>()?.get());
            for (slot, wanted) in values.iter_mut().zip(self.0) {
                if wanted == Some(&*name) {
                    *slot = Some(value);
                }
            }
        }
        Ok(values)
    }
}

/// A member's name, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn select(json: &str, pointer: &str) -> Option<Option<String>> {
        let pointer = Pointer::try_from(pointer.to_owned()).ok()?;
        let [value] = Document::new(json).select([Some(&pointer)])?;
        Some(value.map(|value| value.0.to_owned()))
    }

    #[test]
    fn a_pointer_leads_through_objects() {
        assert_eq!(select(r#"{"a":{"b/c":1}}"#, "/a/b~1c"), Some(Some("1".into())));
        assert_eq!(select(r#"{"a":[1]}"#, "/a/0"), Some(None));
        assert_eq!(select(r#"{"b":1}"#, "/a/b"), Some(None));
    }

    #[test]
    fn only_one_whole_object_is_a_document() {
        for text in ["", "[1]", "1", "{} {}", "{", r#"{"a":}"#, "{\"a\":1}x"] {
            assert_eq!(select(text, "/a"), None, "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_levels_are_skipped() {
        let deep = format!(r#"{{"x":{}{},"a":1}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(select(&deep, "/a"), Some(Some("1".into())));
    }
}
