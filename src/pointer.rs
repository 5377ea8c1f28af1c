//! Where in a JSON document a value is.

use serde::{Deserialize, Serialize};

/// A JSON Pointer (RFC 6901) through the members of objects.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Pointer(Vec<String>);

impl Pointer {
    /// The names of the members, outermost first. There is at least one.
    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<String> for Pointer {
    type Error = String;

    fn try_from(pointer: String) -> Result<Self, Self::Error> {
        let path = pointer
            .strip_prefix('/')
            .ok_or_else(|| format!("{pointer:?} is not a JSON Pointer: it begins with no slash"))?;
        Ok(Self(path.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect()))
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> Self {
        pointer
            .0
            .iter()
            .map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")))
            .collect()
    }
}
