//! Decodes a JSON value into a type, and says where a fault is.
//!
//! What parses the text is compiled once, for [`Json`], and not for every type that is
//! read, and the path of a fault is put together on its way out: a page loads this
//! code, and `serde_path_to_error`, which wraps every visitor, adds 7 KB of compressed
//! WebAssembly. For the same reason what does not depend on the type stays out of the
//! generic functions. An object is never read from an array, and no message quotes a
//! value, which may be a secret in the wrong place.

use std::{fmt, slice};

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error, MapAccess, SeqAccess, Visitor,
        value::{BorrowedStrDeserializer, StrDeserializer},
    },
};

use crate::json::value::Json;

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place, as `signature.header` or `routes[0].to`; empty for all of it.
    pub path: String,
    /// What is wrong there, on one line. It quotes no value but a misspelt name.
    pub reason: String,
}

impl Fault {
    /// The fault, seen from one step further out.
    #[cold]
    #[inline(never)]
    fn within(mut self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = [step, dot, &self.path].concat();
        self
    }
}

impl Error for Fault {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Fault { path: String::new(), reason: reason.to_string() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for Fault {}

/// The fault where another kind of value stands.
#[cold]
#[inline(never)]
fn expected<T>(what: &str) -> Result<T, Fault> {
    Err(Fault { path: String::new(), reason: [what, " is expected"].concat() })
}

impl Json {
    #[inline(never)]
    fn number(&self, bits: u32) -> Result<u64, Fault> {
        match self {
            Json::Number(number) if number.checked_shr(bits).unwrap_or(0) == 0 => Ok(*number),
            _ => expected(&["a whole number of ", &bits.to_string(), " bits"].concat()),
        }
    }

    #[inline(never)]
    fn text(&self) -> Result<&str, Fault> {
        match self {
            Json::Text(text) => Ok(text),
            _ => expected("a string"),
        }
    }

    #[inline(never)]
    fn character(&self) -> Result<char, Fault> {
        let mut characters = self.text()?.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => expected("one character"),
        }
    }

    #[inline(never)]
    fn flag(&self) -> Result<bool, Fault> {
        match self {
            Json::Bool(flag) => Ok(*flag),
            _ => expected("true or false"),
        }
    }

    #[inline(never)]
    fn members(&self) -> Result<Members<'_>, Fault> {
        match self {
            Json::Object(members) => Ok(Members { rest: members.iter(), current: None }),
            _ => expected("an object"),
        }
    }

    #[inline(never)]
    fn elements(&self) -> Result<Elements<'_>, Fault> {
        match self {
            Json::Array(values) => Ok(Elements { rest: values.iter(), index: 0 }),
            _ => expected("an array"),
        }
    }
}

/// The members of an object, and the one whose name has been read.
struct Members<'de> {
    rest: slice::Iter<'de, (String, Json)>,
    current: Option<&'de (String, Json)>,
}

impl<'de> Members<'de> {
    #[inline(never)]
    fn value(&self) -> &'de Json {
        self.current.map_or(&Json::Null, |(_, value)| value)
    }

    #[cold]
    #[inline(never)]
    fn within(&self, fault: Fault) -> Fault {
        fault.within(self.current.map_or("", |(name, _)| name))
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else { return Ok(None) };
        let name = BorrowedStrDeserializer::new(name);
        seed.deserialize(name).map(Some).map_err(|fault| self.within(fault))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.value()).map_err(|fault| self.within(fault))
    }
}

/// The elements of an array.
struct Elements<'de> {
    rest: slice::Iter<'de, Json>,
    index: usize,
}

impl Elements<'_> {
    #[cold]
    #[inline(never)]
    fn within(&self, fault: Fault) -> Fault {
        fault.within(&["[", &self.index.to_string(), "]"].concat())
    }
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let element = seed.deserialize(value).map_err(|fault| self.within(fault))?;
        self.index += 1;
        Ok(Some(element))
    }
}

impl<'de> Deserializer<'de> for &'de Json {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(flag) => visitor.visit_bool(*flag),
            Json::Number(number) => visitor.visit_u64(*number),
            Json::Real(number) => visitor.visit_f64(*number),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::Array(_) => visitor.visit_seq(self.elements()?),
            Json::Object(_) => visitor.visit_map(self.members()?),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.flag()?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number(16)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u32(self.number(32)? as u32)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number(64)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_char(self.character()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(self.elements()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(self.members()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_map(self.members()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(StrDeserializer::new(self.text()?))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u128 f32 f64 bytes byte_buf unit unit_struct tuple
        tuple_struct identifier ignored_any
    }
}
