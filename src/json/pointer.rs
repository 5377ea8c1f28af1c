//! Where in a JSON document a value is.

use serde::{Deserialize, Serialize};

/// A JSON Pointer (RFC 6901) through the members of objects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Pointer(Vec<String>);

impl Pointer {
    /// The names of the members, outermost first. There is at least one.
    #[inline]
    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<String> for Pointer {
    type Error = String;

    fn try_from(pointer: String) -> Result<Self, Self::Error> {
        let path = pointer
            .strip_prefix('/')
            .ok_or_else(|| format!("`{pointer}` is not a JSON Pointer: it begins with no slash"))?;
        let mut names = Vec::new();
        for name in path.split('/') {
            names.push(unescape(name)?);
        }
        Ok(Self(names))
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

/// `~1` stands for a slash and `~0` for a tilde.
fn unescape(name: &str) -> Result<String, String> {
    let mut parts = name.split('~');
    let mut unescaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (escaped, rest) = match part.split_at_checked(1) {
            Some(("0", rest)) => ('~', rest),
            Some(("1", rest)) => ('/', rest),
            _ => return Err(format!("`{name}` has a ~ that is followed by neither 0 nor 1")),
        };
        unescaped.push(escaped);
        unescaped.push_str(rest);
    }
    Ok(unescaped)
}
