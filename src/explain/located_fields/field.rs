//! A field that a scheme reads, and where the request has it.

use std::borrow::Cow;

use crate::{Header, scheme::component::Component};

/// What a scheme uses a field for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Role {
    Signature,
    /// An alternative header for the signature.
    FurtherSignature,
    Timestamp,
    Id,
    /// Other signed content, or a value that must equal a certain text.
    Other,
}

impl Role {
    pub(in crate::explain) fn is_signature(self) -> bool {
        matches!(self, Self::Signature | Self::FurtherSignature)
    }
}

/// Where a scheme reads a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Location {
    Header,
    /// The parameter of this name in the signature header.
    Parameter(String),
    /// Another component of the request.
    Component(Component),
}

/// A field that a scheme reads, with the request's values of it.
pub(in crate::explain) struct LocatedField<'a> {
    pub(in crate::explain) role: Role,
    /// The header's name as the provider writes it, or the component as schemes
    /// write it.
    pub(in crate::explain) name: String,
    pub(in crate::explain) location: Location,
    /// The values: of a header, one for each line.
    pub(in crate::explain) values: Vec<Cow<'a, [u8]>>,
    /// The line with a similar name, where no line has this name.
    pub(in crate::explain) misspelt: Option<Header<'a>>,
    /// Whether a request may lack the field.
    pub(in crate::explain) is_optional: bool,
}

impl<'a> LocatedField<'a> {
    /// The first value, also under a misspelt name.
    pub(in crate::explain) fn value(&self) -> Option<Cow<'a, [u8]>> {
        let misspelt = self.misspelt.map(|(_, value)| Cow::Borrowed(value));
        self.values.first().cloned().or(misspelt)
    }

    /// All values, also under a misspelt name.
    pub(in crate::explain) fn all_values(&self) -> Vec<Cow<'a, [u8]>> {
        match self.misspelt {
            Some((_, value)) => vec![Cow::Borrowed(value)],
            None => self.values.clone(),
        }
    }

    /// The name as the request spells it.
    pub(in crate::explain) fn spelling(&self) -> &str {
        self.misspelt.map_or(&self.name, |(name, _)| name)
    }

    /// The field and its location, for messages.
    pub(in crate::explain) fn description(&self) -> String {
        match &self.location {
            Location::Parameter(parameter) => format!("`{parameter}` in {}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether there is exactly one value under the right name.
    pub(super) fn is_as_expected(&self) -> bool {
        self.values.len() == 1 || (self.values.is_empty() && self.is_optional)
    }
}
