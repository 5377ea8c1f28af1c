//! What has to be the same in a request.

use serde::Serialize;

use crate::scheme::{
    component::Component,
    decode::{Members, Object},
    signature_base::SignatureBase,
};

/// Two things that are the same in an authentic request.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Constraint {
    pub(crate) part: Component,
    /// Anything, where this is left out: the part is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) is: Option<SignatureBase>,
}

impl Members for Constraint {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("part", &mut self.part);
        object.optional("is", &mut self.is);
    }
}

impl Constraint {
    /// The parts that it compares with.
    pub(crate) fn others(&self) -> Vec<&Component> {
        self.is.as_ref().map(SignatureBase::parts).unwrap_or_default()
    }

    /// All parts in it.
    pub(crate) fn parts(&self) -> Vec<&Component> {
        let mut parts = self.others();
        parts.push(&self.part);
        parts
    }
}
