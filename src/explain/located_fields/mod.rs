//! The fields that a scheme reads of a request, right or wrong.

mod field;
mod header_name;
mod locator;

pub(super) use field::{LocatedField, Location, Role};
pub(super) use header_name::is_similar;
pub(super) use locator::MAX_MISSPELT_LINES;

use std::borrow::Cow;

use super::input::Input;
use crate::{
    Request, Scheme,
    crypto::mac_input::MacInput,
    scheme::{
        component::Component,
        signature_base::{BaseValues, Missing, SignatureBase},
    },
};

/// All fields that a scheme reads of a request.
pub(super) struct LocatedFields<'a> {
    fields: Vec<LocatedField<'a>>,
    request: Request<'a, 'a>,
}

impl<'a> LocatedFields<'a> {
    pub(super) fn locate(scheme: &Scheme, input: &Input<'a>) -> Self {
        let request = input.request();
        Self { fields: locator::locate(scheme, request), request }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &LocatedField<'a>> {
        self.fields.iter()
    }

    /// The signature fields of all headers that may hold one.
    pub(super) fn signatures(&self) -> impl Iterator<Item = &LocatedField<'a>> {
        self.fields.iter().filter(|field| field.role.is_signature())
    }

    pub(super) fn get(&self, role: Role) -> Option<&LocatedField<'a>> {
        self.fields.iter().find(|field| field.role == role)
    }

    /// The first value of the field, also under a misspelt name.
    pub(super) fn value(&self, role: Role) -> Option<Cow<'a, [u8]>> {
        self.get(role).and_then(LocatedField::value)
    }

    /// Whether every required field is there, once and under its own name.
    pub(super) fn are_as_expected(&self) -> bool {
        self.fields.iter().all(LocatedField::is_as_expected)
    }

    /// Whether the request has no signature under a right name.
    pub(super) fn lack_signature(&self) -> bool {
        self.signatures().all(|field| field.values.is_empty())
    }

    /// A component of the request: a header also under a misspelt name.
    pub(super) fn component(&self, part: &Component) -> Option<Cow<'a, [u8]>> {
        match part {
            Component::Header(name) => {
                let has_name = |field: &&LocatedField<'_>| field.name.eq_ignore_ascii_case(name);
                self.fields.iter().find(has_name).and_then(LocatedField::value)
            }
            part => part.read(|_| None, &self.request),
        }
    }

    /// Renders a template, or says which component is missing.
    pub(super) fn render<'t>(
        &self,
        template: &'t SignatureBase,
        values: BaseValues<'t>,
    ) -> Result<Vec<MacInput<'t>>, Missing<'t>>
    where
        'a: 't,
    {
        template.compose(values, self.request.body, &mut |part| self.component(part))
    }
}

/// Whether a request has a signature of a scheme under its own name. It is
/// cheaper than [`LocatedFields::locate`], and asked of every built-in scheme.
pub(super) fn has_signature(scheme: &Scheme, input: &Input<'_>) -> bool {
    let format = &scheme.signature;
    match (&format.header, &format.part) {
        (Some(header), _) => [header]
            .into_iter()
            .chain(&format.more_headers)
            .any(|name| input.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))),
        (None, Some(part)) => part.read(|_| None, &input.request()).is_some(),
        (None, None) => false,
    }
}
