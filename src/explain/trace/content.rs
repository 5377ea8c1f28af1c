//! The step that builds the signed content.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::record::Trace;
use crate::{
    Scheme,
    crypto::algorithm::Algorithm,
    explain::{
        input::Input,
        located_fields::{LocatedField, LocatedFields, Role},
        report::{ContentPart, ContentPartKind, SignedContent, StepKind, StepState},
    },
    scheme::component::Component,
    scheme::signature_base::Segment,
};

/// What stands for the secret where it is a part of the signed content.
const SECRET: &[u8] = b"{secret}";

/// Builds the signed content, and says where each part of it is.
pub(super) fn build(
    trace: &mut Trace,
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
) {
    if scheme.algorithm == Algorithm::Token {
        let message = "nothing is signed: the secret itself is sent";
        trace.add(StepKind::Content, StepState::Skip, "body", message);
        return;
    }
    let is_required = |field: &&LocatedField<'_>| match field.role {
        Role::Timestamp => scheme.signed_content.contains(&Segment::Timestamp),
        Role::Id => true,
        _ => false,
    };
    let missing = fields.iter().filter(is_required).find(|field| field.value().is_none());
    if let Some(field) = missing {
        let message = format!("the value of {} is missing in it", field.description());
        trace.add(StepKind::Content, StepState::Skip, "body", message);
        return;
    }
    let mut content = Builder { fields, scheme, bytes: Vec::new(), parts: Vec::new() };
    if let Err(missing) = content.add_all(input.body) {
        let message = format!("the value of {missing} is missing in it");
        trace.add(StepKind::Content, StepState::Skip, &missing, message);
        return;
    }
    let Builder { bytes, parts, .. } = content;
    let template = String::from(scheme.signed_content.clone());
    let body_parts = parts.iter().filter(|part| part.kind == ContentPartKind::Body);
    let of_body: usize = body_parts.map(|part| part.end - part.start).sum();
    let message = format!("{template}: {} bytes, {of_body} of them the body's", bytes.len());
    trace.add(StepKind::Content, StepState::Pass, "body", message);
    trace.signed = Some(SignedContent { base64: BASE64_STANDARD.encode(&bytes), parts });
}

/// The signed content up to some segment.
struct Builder<'s, 'a> {
    fields: &'s LocatedFields<'a>,
    scheme: &'s Scheme,
    bytes: Vec<u8>,
    parts: Vec<ContentPart>,
}

impl Builder<'_, '_> {
    /// Adds every segment, or returns the label of what is missing.
    fn add_all(&mut self, body: &[u8]) -> Result<(), String> {
        for segment in self.scheme.signed_content.segments() {
            if let Segment::Optional(inner) = segment {
                let (bytes, parts) = (self.bytes.len(), self.parts.len());
                if inner.iter().try_for_each(|segment| self.add(segment, body)).is_err() {
                    self.bytes.truncate(bytes);
                    self.parts.truncate(parts);
                }
            } else {
                self.add(segment, body)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, segment: &Segment, body: &[u8]) -> Result<(), String> {
        let fields = self.fields;
        let field = |role| {
            let description = fields.get(role).map_or(String::new(), LocatedField::description);
            (ContentPartKind::Header, description)
        };
        let (kind, label) = match segment {
            Segment::Literal(_) | Segment::Optional(_) => (ContentPartKind::Text, String::new()),
            Segment::Id => field(Role::Id),
            Segment::Timestamp => field(Role::Timestamp),
            Segment::Body => (ContentPartKind::Body, "body".to_owned()),
            Segment::Secret => (ContentPartKind::Secret, "secret".to_owned()),
            Segment::Component(Component::Header(header), _) => {
                (ContentPartKind::Header, header.clone())
            }
            Segment::Component(part, _) => (ContentPartKind::Part, part.text()),
        };
        let start = self.bytes.len();
        match segment {
            Segment::Literal(text) => self.bytes.extend_from_slice(text.as_bytes()),
            Segment::Id => self.bytes.extend(fields.value(Role::Id).unwrap_or_default().iter()),
            Segment::Timestamp => {
                self.bytes.extend(fields.value(Role::Timestamp).unwrap_or_default().iter());
            }
            Segment::Body => self.bytes.extend_from_slice(body),
            Segment::Secret => self.bytes.extend_from_slice(SECRET),
            Segment::Component(part, _) => {
                let value = fields.component(part).ok_or_else(|| label.clone())?;
                self.bytes.extend(value.iter());
            }
            Segment::Optional(_) => {}
        }
        self.parts.push(ContentPart { kind, label, start, end: self.bytes.len() });
        Ok(())
    }
}
