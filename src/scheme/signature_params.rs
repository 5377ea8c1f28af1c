//! Names and values in one header, as `t=1790000000,v1=5257a8…`.

use serde::{Deserialize, Serialize};

/// How they are written, and which of them are meant.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SignatureParams {
    /// The characters that may stand between parameters. White space around one does
    /// not count.
    pub(crate) separators: String,
    /// The character between a name and its value.
    pub(crate) assign: char,
    /// The name of the signature. There may be several.
    pub(crate) signature: String,
    /// The name of the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<String>,
    /// The name of a better signature. Beside that, this one proves nothing.
    #[serde(rename = "stronger", skip_serializing_if = "Option::is_none")]
    pub(crate) superseded_by: Option<String>,
}

impl SignatureParams {
    /// The values of this name, in their order.
    #[inline]
    pub(crate) fn values<'s, 'v>(
        &'s self,
        value: &'v [u8],
        name: &'s str,
    ) -> impl Iterator<Item = &'v [u8]> + use<'s, 'v> {
        let is_separator = |byte: &u8| self.separators.as_bytes().contains(byte);
        value.split(is_separator).filter_map(move |field| {
            let field = field.trim_ascii();
            let end = field.iter().position(|byte| char::from(*byte) == self.assign)?;
            let (own, rest) = field.split_at_checked(end)?;
            (own == name.as_bytes()).then(|| rest.get(1..).unwrap_or_default())
        })
    }

    /// The value of this name, where there is one and no more.
    #[inline]
    pub(crate) fn only<'v>(&self, value: &'v [u8], name: &str) -> Option<&'v [u8]> {
        let mut values = self.values(value, name);
        let only = values.next()?;
        values.next().is_none().then_some(only)
    }

    /// What each field begins with, in the order in which they are written.
    pub(crate) fn leads(&self) -> Vec<String> {
        let names = self.timestamp.iter().chain([&self.signature]).chain(&self.superseded_by);
        names.map(|name| format!("{name}{}", self.assign)).collect()
    }

    /// Whether a better signature is offered.
    #[inline]
    pub(crate) fn is_superseded(&self, value: &[u8]) -> bool {
        self.superseded_by.as_ref().is_some_and(|name| self.values(value, name).next().is_some())
    }

    /// The beginning of what is expected, for people.
    pub(crate) fn expected(&self) -> String {
        let timestamp = match &self.timestamp {
            Some(name) => format!("`{name}{}` and a time, and ", self.assign),
            None => String::new(),
        };
        format!("{timestamp}`{}{}` and ", self.signature, self.assign)
    }

    /// One value of all.
    pub(crate) fn format(&self, timestamp: &str, signature: &str) -> String {
        let separator = self.separators.chars().next().unwrap_or(',');
        let assign = self.assign;
        let time = match &self.timestamp {
            Some(name) => format!("{name}{assign}{timestamp}{separator}"),
            None => String::new(),
        };
        format!("{time}{}{assign}{signature}", self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_in_any_order_and_may_repeat() {
        let fields = SignatureParams {
            separators: ", ".to_owned(),
            assign: '=',
            signature: "v1".to_owned(),
            timestamp: Some("t".to_owned()),
            superseded_by: Some("v2".to_owned()),
        };
        let all = |value: &str, name: &str| -> Vec<String> {
            let values = fields.values(value.as_bytes(), name);
            values.map(|value| String::from_utf8_lossy(value).into_owned()).collect()
        };
        assert_eq!(all("v1=a==, t=1,v1=b,v1", "v1"), ["a==", "b"]);
        assert_eq!(all("v1=a t=1", "t"), ["1"]);
        assert_eq!(all("vv1=a,v1 =b,=c", "v1"), Vec::<String>::new());
        assert_eq!(fields.only(b"t=1,v1=a", "t"), Some(&b"1"[..]));
        assert_eq!(fields.only(b"t=1,t=1", "t"), None);
        assert!(fields.is_superseded(b"v1=a,v2="));
        assert!(!fields.is_superseded(b"v1=v2"));
        assert_eq!(fields.format("7", "ab"), "t=7,v1=ab");
    }
}
