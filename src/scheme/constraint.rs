//! What has to be the same in a request.

use serde::Serialize;

use crate::scheme::{
    component::Part,
    decode::{Members, Object},
    signature_base::Template,
};

/// Two things that are the same in an authentic request.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Equality {
    pub(crate) part: Part,
    /// Anything, where this is left out: the part is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) is: Option<Template>,
}

impl Members for Equality {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("part", &mut self.part);
        object.optional("is", &mut self.is);
    }
}

impl Equality {
    /// The parts that it compares with.
    pub(crate) fn others(&self) -> Vec<&Part> {
        self.is.as_ref().map(Template::parts).unwrap_or_default()
    }

    /// All parts in it.
    pub(crate) fn parts(&self) -> Vec<&Part> {
        let mut parts = self.others();
        parts.push(&self.part);
        parts
    }
}
