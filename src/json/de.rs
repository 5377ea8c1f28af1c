//! Reads a value of any type from JSON, and says where a fault is.
//!
//! What is read this way is small and written by hand: schemes and
//! configurations. There are no fractions in them, so a number is an integer.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer as _, MapAccess, SeqAccess,
    Unexpected, Visitor, value::CowStrDeserializer,
};

use crate::json::scanner::{Scanner, Stop, unescape};

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
/// Numbers are whole and not negative: `u16`, `u32`, `u64` or `usize`. Nothing is
/// nested more than 32 deep.
///
/// # Errors
///
/// The first [`Fault`] of the text.
pub fn read_json<'a, T: de::Deserialize<'a>>(json: &'a str) -> Result<T, Fault> {
    let mut reader =
        Reader { scanner: Scanner { rest: json.as_bytes() }, path: String::new(), depth: 0 };
    reader.scanner.skip_whitespace();
    let value = T::deserialize(&mut reader).and_then(|value| {
        reader.scanner.skip_whitespace();
        if reader.scanner.rest.is_empty() { Ok(value) } else { Err(Reason::from(Stop::Malformed)) }
    });
    value.map_err(|Reason(reason)| Fault { path: reader.path, reason })
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    /// Where the reader is. It is left there where something is wrong.
    path: String,
    /// How many arrays and objects are open.
    depth: usize,
}

/// Reading is recursive, and the stack is not endless.
const MAX_DEPTH: usize = 32;

#[derive(Debug)]
struct Reason(String);

impl From<Stop> for Reason {
    fn from(stop: Stop) -> Self {
        Reason(match stop {
            Stop::End => "the JSON ends early".to_owned(),
            Stop::Malformed => "it is not JSON".to_owned(),
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}

impl de::Error for Reason {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Reason(reason.to_string())
    }

    // What is there instead is not said: to print whatever there can be, a
    // fraction among it, would take ten kilobytes of code.

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Reason(format!("{expected} is expected"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Reason(format!("{expected} is expected"))
    }
}

impl<'a> Reader<'a> {
    fn string(&mut self) -> Result<Cow<'a, str>, Reason> {
        let start = self.scanner.rest;
        if start.first() != Some(&b'"') {
            return Err(Reason("a string is expected".to_owned()));
        }
        let has_escapes = self.scanner.name()?;
        let size = start.len() - self.scanner.rest.len();
        let quoted = start.get(..size).unwrap_or_default();
        let text = match quoted {
            [_, inner @ .., _] if !has_escapes => {
                std::str::from_utf8(inner).ok().map(Cow::Borrowed)
            }
            _ => unescape(quoted).map(Cow::Owned),
        };
        text.ok_or_else(|| Reason("a string stands for no text".to_owned()))
    }

    fn integer<T: FromStr>(&mut self) -> Result<T, Reason> {
        let start = self.scanner.rest;
        self.scanner.skip_value()?;
        let size = start.len() - self.scanner.rest.len();
        std::str::from_utf8(start.get(..size).unwrap_or_default())
            .ok()
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| {
                let bits = 8 * size_of::<T>();
                Reason(format!("a whole number of {bits} bits is expected"))
            })
    }

    fn boolean(&mut self) -> Result<bool, Reason> {
        let is_true = self.scanner.rest.starts_with(b"true");
        let word: &[u8] = if is_true { b"true" } else { b"false" };
        match self.scanner.skip_word(word) {
            Ok(()) => Ok(is_true),
            Err(_) => Err(Reason("true or false is expected".to_owned())),
        }
    }

    fn open(&mut self, bracket: u8, otherwise: &str) -> Result<(), Reason> {
        if !self.scanner.take(bracket) {
            return Err(Reason(otherwise.to_owned()));
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Reason(format!("more than {MAX_DEPTH} arrays and objects are nested")));
        }
        Ok(())
    }

    /// What follows an element: another one, or the end.
    fn goes_on(&mut self, close: u8, is_first: &mut bool) -> Result<bool, Reason> {
        self.scanner.skip_whitespace();
        if self.scanner.take(close) {
            self.depth -= 1;
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.scanner.expect(b',')?;
            self.scanner.skip_whitespace();
        }
        Ok(true)
    }
}

impl<'a> Deserializer<'a> for &mut Reader<'a> {
    type Error = Reason;

    /// Whatever is there.
    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.scanner.rest.first() {
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b'"') => self.deserialize_string(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => {
                self.scanner.skip_word(b"null")?;
                visitor.visit_unit()
            }
            _ => self.deserialize_u64(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        self.open(b'{', "an object is expected")?;
        visitor.visit_map(Elements { reader: self, is_first: true, index: 0 })
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.open(b'[', "an array is expected")?;
        visitor.visit_seq(Elements { reader: self, is_first: true, index: 0 })
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_string(self.string()?.into_owned())
    }

    fn deserialize_char<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_string(visitor)
    }

    fn deserialize_u16<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_u16(self.integer()?)
    }

    fn deserialize_u64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_u64(self.integer()?)
    }

    fn deserialize_u32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_u32(self.integer()?)
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Reason> {
        if self.scanner.rest.first() == Some(&b'n') {
            self.scanner.skip_word(b"null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        let text: CowStrDeserializer<'_, Reason> = self.string()?.into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'a>>
        i8 i16 i32 i64 i128 u8 u128 f32 f64 str bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct identifier ignored_any
    }
}

/// The elements of an array, or the members of an object.
struct Elements<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
    index: usize,
}

impl<'a> Elements<'_, 'a> {
    /// Reads a value whose place is on the path already, and leaves that place.
    fn value<T: DeserializeSeed<'a>>(&mut self, seed: T, path: usize) -> Result<T::Value, Reason> {
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.truncate(path);
        Ok(value)
    }
}

impl<'a> SeqAccess<'a> for Elements<'_, 'a> {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Reason> {
        if !self.reader.goes_on(b']', &mut self.is_first)? {
            return Ok(None);
        }
        let path = self.reader.path.len();
        for piece in ["[", &self.index.to_string(), "]"] {
            self.reader.path.push_str(piece);
        }
        self.index += 1;
        self.value(seed, path).map(Some)
    }
}

impl<'a> MapAccess<'a> for Elements<'_, 'a> {
    type Error = Reason;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Reason> {
        if !self.reader.goes_on(b'}', &mut self.is_first)? {
            return Ok(None);
        }
        let name = self.reader.string()?;
        self.reader.scanner.colon()?;
        self.index = self.reader.path.len();
        if self.index > 0 {
            self.reader.path.push('.');
        }
        self.reader.path.push_str(&name);
        let name: CowStrDeserializer<'_, Reason> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Reason> {
        self.value(seed, self.index)
    }
}
