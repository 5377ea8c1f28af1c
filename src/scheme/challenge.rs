//! What a provider asks before it sends any event, and how it is answered.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use crate::scheme::{component::Component, constraint::Constraint, signature_base::SignatureBase};

/// One challenge, and the response to it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Challenge {
    /// The method of the request.
    pub(crate) method: Method,
    /// What tells it from an event: all of it holds.
    #[serde(default)]
    pub(crate) when: Vec<Constraint>,
    /// Whether it is signed as events are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) signed: bool,
    /// Where the token stands that the receiver told the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Component>,
    /// How it is answered, with the status 200. An empty answer by default.
    #[serde(default)]
    pub(crate) answer: ResponseFormat,
}

/// The method of a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    Head,
    Post,
}

impl Method {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
        }
    }
}

/// How a response is written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseFormat {
    /// A template of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<SignatureBase>,
    /// Templates of the members of a JSON object.
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) json: Members,
    /// Templates of headers.
    #[serde(default, skip_serializing_if = "Members::is_empty")]
    pub(crate) headers: Members,
}

/// Names, and what each of them is to be, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(pub(crate) Vec<(String, SignatureBase)>);

impl Members {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Members {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Members".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, SignatureBase>::json_schema(generator)
    }
}

impl Challenge {
    /// All templates in it.
    pub(crate) fn templates(&self) -> Vec<&SignatureBase> {
        let ResponseFormat { text, json, headers } = &self.answer;
        let mut templates: Vec<_> = text.iter().collect();
        templates.extend(self.when.iter().filter_map(|it| it.is.as_ref()));
        templates.extend(json.0.iter().chain(&headers.0).map(|(_, template)| template));
        templates
    }

    /// All components that it reads.
    pub(crate) fn components(&self) -> Vec<&Component> {
        let mut components: Vec<_> = self.token.iter().collect();
        components.extend(self.when.iter().map(|it| &it.part));
        for template in self.templates() {
            components.extend(template.components());
        }
        components
    }
}
