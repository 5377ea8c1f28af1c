//! Locates the fields that a scheme reads.

use std::borrow::Cow;

use super::{
    field::{LocatedField, Location, Role},
    header_name::is_similar,
};
use crate::{
    Request, Scheme,
    scheme::component::Component,
    scheme::signature_base::{Segment, SignatureBase},
};

/// The number of header lines that are searched for a misspelt name.
pub(in crate::explain) const MAX_MISSPELT_LINES: usize = 1000;

/// Every field that a scheme reads, once. The signature comes first.
pub(super) fn locate<'a>(scheme: &Scheme, request: Request<'a, 'a>) -> Vec<LocatedField<'a>> {
    let mut locator = Locator { scheme, request, fields: Vec::new() };
    locator.add_signature();
    locator.add_timestamp();
    if let Some(format) = &scheme.message_id {
        locator.add_header(Role::Id, &format.header, false);
    }
    locator.add_others();
    locator.fields
}

struct Locator<'s, 'a> {
    scheme: &'s Scheme,
    request: Request<'a, 'a>,
    fields: Vec<LocatedField<'a>>,
}

impl<'a> Locator<'_, 'a> {
    fn add_signature(&mut self) {
        let format = &self.scheme.signature;
        match (&format.header, &format.part) {
            (Some(header), _) => {
                self.add_header(Role::Signature, header, false);
                for header in &format.more_headers {
                    self.add_header(Role::FurtherSignature, header, true);
                }
                let has_further = self.fields.iter().skip(1).any(|field| !field.values.is_empty());
                if let Some(first) = self.fields.first_mut() {
                    first.is_optional = has_further;
                }
            }
            (None, Some(part)) => self.add_component(Role::Signature, part, false),
            (None, None) => {}
        }
    }

    fn add_timestamp(&mut self) {
        let Some(format) = &self.scheme.timestamp else { return };
        if let Some(header) = &format.header {
            return self.add_header(Role::Timestamp, header, false);
        }
        if let Some(part) = &format.part {
            return self.add_component(Role::Timestamp, part, false);
        }
        let Some(parameters) = &self.scheme.signature.fields else { return };
        let (Some(name), Some(signature)) = (&parameters.timestamp, self.fields.first()) else {
            return;
        };
        let lines = signature.all_values();
        let values = lines.iter().flat_map(|line| match line {
            Cow::Borrowed(line) => parameters.values(line, name).map(Cow::Borrowed).collect(),
            Cow::Owned(_) => vec![],
        });
        // Without the signature header, the header is what is missing.
        let (values, is_optional) = (values.collect(), lines.is_empty());
        self.fields.push(LocatedField {
            role: Role::Timestamp,
            name: signature.name.clone(),
            location: Location::Parameter(name.clone()),
            values,
            misspelt: None,
            is_optional,
        });
    }

    /// Adds other signed components, and those that must equal a certain text.
    fn add_others(&mut self) {
        let scheme = self.scheme;
        for segment in scheme.signed_content.segments() {
            match segment {
                Segment::Component(part, _) => self.add_other(part, false),
                Segment::Optional(inner) => {
                    for segment in inner {
                        if let Segment::Component(part, _) = segment {
                            self.add_other(part, true);
                        }
                    }
                }
                _ => {}
            }
        }
        for equality in &scheme.constraints {
            self.add_other(&equality.part, false);
            for part in equality.is.iter().flat_map(SignatureBase::components) {
                self.add_other(part, false);
            }
        }
    }

    fn add_other(&mut self, part: &Component, is_optional: bool) {
        // A request always has a body.
        if part.covers_body() {
            return;
        }
        match part {
            Component::Header(name) => self.add_header(Role::Other, name, is_optional),
            part => self.add_component(Role::Other, part, is_optional),
        }
    }

    fn contains(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name.eq_ignore_ascii_case(name))
    }

    fn add_header(&mut self, role: Role, name: &str, is_optional: bool) {
        if self.contains(name) {
            return;
        }
        let lines = self.request.headers.iter();
        let values: Vec<_> = lines
            .clone()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| Cow::Borrowed(*value))
            .collect();
        let is_misspelling =
            |other: &str| !is_header_of(self.scheme, other) && is_similar(name, other);
        let misspelt = match values.as_slice() {
            [] if !is_optional => lines
                .clone()
                .take(MAX_MISSPELT_LINES)
                .find(|(other, _)| is_misspelling(other))
                .copied(),
            _ => None,
        };
        let (name, location) = (name.to_owned(), Location::Header);
        self.fields.push(LocatedField { role, name, location, values, misspelt, is_optional });
    }

    fn add_component(&mut self, role: Role, part: &Component, is_optional: bool) {
        let name = part.text();
        if self.contains(&name) {
            return;
        }
        let values = part.read(|_| None, &self.request).into_iter().collect();
        let location = Location::Component(part.clone());
        self.fields.push(LocatedField {
            role,
            name,
            location,
            values,
            misspelt: None,
            is_optional,
        });
    }
}

fn is_header_of(scheme: &Scheme, header: &str) -> bool {
    scheme.header_names().any(|name| name.eq_ignore_ascii_case(header))
}
