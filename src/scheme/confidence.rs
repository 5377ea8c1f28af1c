//! How sure the facts of a scheme are.

use serde::Serialize;

use crate::{
    json::value::Json,
    scheme::decode::{Place, Read, choose},
};

/// Where the facts of a built-in scheme are from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The provider's documents or code.
    #[default]
    Official,
    /// Two libraries that do not know of each other.
    TwoLibraries,
}

impl Confidence {
    const NAMES: &[(&str, Self)] =
        &[("official", Self::Official), ("two-libraries", Self::TwoLibraries)];
}

impl Read for Confidence {
    fn read(&mut self, json: &Json, place: &mut Place) {
        choose(self, Self::NAMES, json, place);
    }
}
