//! A signature base: what is signed around the body.

use std::borrow::Cow;

use super::context::SearchContext;
use crate::{
    Request, Target,
    scheme::component::Component,
    scheme::signature_base::{Segment, SignatureBase},
};

/// A part of a signature base, whatever the body.
#[derive(Clone, Debug)]
enum Fragment {
    Bytes(Vec<u8>),
    Body,
    Secret,
    /// A component that is read from the body.
    BodyComponent(Component),
}

/// A template with the request's values in it, for any body.
pub(super) struct BaseTemplate {
    fragments: Vec<Fragment>,
}

/// The values for a template's placeholders.
pub(super) struct PlaceholderValues<'v> {
    pub(super) time: &'v [u8],
    pub(super) id: &'v [u8],
    pub(super) url: &'v str,
}

/// A part of a signature base, for one body.
pub(super) enum RenderedFragment<'c> {
    Bytes(Cow<'c, [u8]>),
    Secret,
}

/// A signature base, for one body.
pub(super) struct RenderedBase<'c> {
    pub(super) before: Vec<RenderedFragment<'c>>,
    /// Whether the body is between `before` and `after`.
    pub(super) has_body: bool,
    pub(super) after: Vec<RenderedFragment<'c>>,
    /// The number of bytes around the body.
    pub(super) size: usize,
}

impl RenderedBase<'_> {
    pub(super) fn has_secret(&self) -> bool {
        let mut fragments = self.before.iter().chain(&self.after);
        fragments.any(|fragment| matches!(fragment, RenderedFragment::Secret))
    }
}

impl BaseTemplate {
    /// Puts the request's values into a template. `None` where the request
    /// lacks a component.
    pub(super) fn new(
        template: &SignatureBase,
        context: &SearchContext<'_>,
        values: &PlaceholderValues<'_>,
    ) -> Option<Self> {
        Some(Self { fragments: fragments(template.segments(), context, values)? })
    }

    /// Whether another body makes another signature base.
    pub(super) fn depends_on_body(&self) -> bool {
        let of_body = |it: &Fragment| matches!(it, Fragment::Body | Fragment::BodyComponent(_));
        self.fragments.iter().any(of_body)
    }

    /// The number of bytes that are neither the body's nor the secret's.
    pub(super) fn size(&self) -> usize {
        let sizes = self.fragments.iter().map(|fragment| match fragment {
            Fragment::Bytes(bytes) => bytes.len(),
            _ => 0,
        });
        sizes.sum()
    }

    /// A text that differs for different signature bases.
    pub(super) fn key(&self) -> Vec<u8> {
        let mut key = Vec::new();
        for fragment in &self.fragments {
            match fragment {
                Fragment::Bytes(bytes) => {
                    key.extend_from_slice(b"=");
                    key.extend_from_slice(bytes);
                }
                Fragment::Body => key.extend_from_slice(b"\0b"),
                Fragment::Secret => key.extend_from_slice(b"\0s"),
                Fragment::BodyComponent(part) => {
                    key.extend_from_slice(format!("\0{}", part.text()).as_bytes());
                }
            }
        }
        key
    }

    /// The signature base for a body. `None` where the body lacks a component.
    pub(super) fn render<'c>(&'c self, body: &'c [u8]) -> Option<RenderedBase<'c>> {
        let mut base = RenderedBase { before: vec![], has_body: false, after: vec![], size: 0 };
        for fragment in &self.fragments {
            let rendered = match fragment {
                Fragment::Body => {
                    base.has_body = true;
                    continue;
                }
                Fragment::Secret => RenderedFragment::Secret,
                Fragment::Bytes(bytes) => RenderedFragment::Bytes(Cow::Borrowed(bytes)),
                Fragment::BodyComponent(part) => {
                    RenderedFragment::Bytes(part.read(|_| None, &Request::new(&[], body))?)
                }
            };
            if let RenderedFragment::Bytes(bytes) = &rendered {
                base.size += bytes.len();
            }
            if base.has_body {
                base.after.push(rendered);
            } else {
                base.before.push(rendered);
            }
        }
        Some(base)
    }
}

fn fragments(
    segments: &[Segment],
    context: &SearchContext<'_>,
    values: &PlaceholderValues<'_>,
) -> Option<Vec<Fragment>> {
    let mut fragments: Vec<Fragment> = Vec::new();
    for segment in segments {
        let fragment = match segment {
            Segment::Literal(text) => Fragment::Bytes(text.as_bytes().to_vec()),
            Segment::Id => Fragment::Bytes(values.id.to_vec()),
            Segment::Timestamp => Fragment::Bytes(values.time.to_vec()),
            Segment::Body => Fragment::Body,
            Segment::Secret => Fragment::Secret,
            Segment::Component(part, _) => component(part, context, values)?,
            Segment::Optional(inner) => {
                fragments.extend(self::fragments(inner, context, values).unwrap_or_default());
                continue;
            }
        };
        match (fragments.last_mut(), fragment) {
            (Some(Fragment::Bytes(before)), Fragment::Bytes(bytes)) => before.extend(bytes),
            (_, fragment) => fragments.push(fragment),
        }
    }
    Some(fragments)
}

fn component(
    part: &Component,
    context: &SearchContext<'_>,
    values: &PlaceholderValues<'_>,
) -> Option<Fragment> {
    if part.is_in_body() || part.covers_body() {
        return Some(Fragment::BodyComponent(part.clone()));
    }
    if matches!(part, Component::Header(_)) {
        return Some(Fragment::Bytes(context.fields.component(part)?.into_owned()));
    }
    let target = Target { method: context.input.method, url: Some(values.url) };
    let request = Request { target, ..context.input.request() };
    part.read(|_| None, &request).map(|value| Fragment::Bytes(value.into_owned()))
}
