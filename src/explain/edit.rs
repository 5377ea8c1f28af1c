//! Schemes as documents, for changing them.

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::{Json, Scheme, read_json};

/// A scheme as it would be written.
pub(super) fn document(scheme: &Scheme) -> Option<Json> {
    read_json(&serde_json::to_string(scheme).ok()?).ok()
}

impl Json {
    /// A member of an object.
    pub(super) fn member(&mut self, name: &str) -> Option<&mut Json> {
        let Json::Object(members) = self else { return None };
        members.iter_mut().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Puts a member into an object, in place of the one of that name.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Json>) {
        self.remove(name);
        if let Json::Object(members) = self {
            members.push((name.to_owned(), value.into()));
        }
    }

    /// Takes a member out of an object. Whether there was one.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        let Json::Object(members) = self else { return false };
        let count = members.len();
        members.retain(|(other, _)| other != name);
        members.len() < count
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(flag) => serializer.serialize_bool(*flag),
            Json::Number(number) => serializer.serialize_u64(*number),
            Json::Text(text) => serializer.serialize_str(text),
            Json::Array(values) => serializer.collect_seq(values),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
