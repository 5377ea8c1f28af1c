//! What has to be the same in a request.

use serde::{Deserialize, Serialize};

use crate::scheme::{component::Component, signature_base::SignatureBase};

/// Two things that are the same in an authentic request.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Constraint {
    /// A part of the request.
    pub(crate) part: Component,
    /// A template of its value. Any value by default, as long as it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) is: Option<SignatureBase>,
}

impl Constraint {
    /// The parts that it compares with.
    pub(crate) fn others(&self) -> Vec<&Component> {
        self.is.as_ref().map(SignatureBase::components).unwrap_or_default()
    }

    /// All parts in it.
    pub(crate) fn components(&self) -> Vec<&Component> {
        let mut parts = self.others();
        parts.push(&self.part);
        parts
    }
}
