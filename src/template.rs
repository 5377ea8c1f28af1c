//! What is signed: literal text around the parts of a request.

use serde::{Deserialize, Serialize};

/// A parsed template, as `{timestamp}.{body}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Template(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Id,
    Timestamp,
    Body,
}

/// What a request's headers put into the template.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parts<'a> {
    pub(crate) id: &'a [u8],
    /// As it was written: a time that is formatted anew may not be what was signed.
    pub(crate) timestamp: &'a [u8],
}

impl Template {
    pub(crate) fn contains(&self, segment: &Segment) -> bool {
        self.0.contains(segment)
    }

    /// Whether the body stands in it, and once.
    pub(crate) fn has_one_body(&self) -> bool {
        self.0.iter().filter(|segment| **segment == Segment::Body).count() == 1
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// What is signed, piece by piece. The pieces are never joined, so nothing
    /// in a body can be taken for a part of the template.
    pub(crate) fn fill<'a>(
        &'a self,
        parts: Parts<'a>,
        body: &'a [u8],
    ) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().map(move |segment| match segment {
            Segment::Literal(text) => text.as_bytes(),
            Segment::Id => parts.id,
            Segment::Timestamp => parts.timestamp,
            Segment::Body => body,
        })
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(template: String) -> Result<Self, Self::Error> {
        let mut segments = Vec::new();
        let mut rest = template.as_str();
        while let Some((literal, after)) = rest.split_once('{') {
            if !literal.is_empty() {
                segments.push(Segment::Literal(literal.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or("a brace is opened and not closed")?;
            segments.push(match name {
                "id" => Segment::Id,
                "timestamp" => Segment::Timestamp,
                "body" => Segment::Body,
                _ => return Err(format!("{{{name}}} is not {{id}}, {{timestamp}} or {{body}}")),
            });
            rest = after;
        }
        if !rest.is_empty() {
            segments.push(Segment::Literal(rest.to_owned()));
        }
        Ok(Self(segments))
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template
            .0
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::Id => "{id}",
                Segment::Timestamp => "{timestamp}",
                Segment::Body => "{body}",
            })
            .collect()
    }
}
