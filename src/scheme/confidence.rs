//! How sure the facts of a scheme are.

use serde::{Deserialize, Serialize};

/// Where the facts of a built-in scheme are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The provider's documents or code.
    Official,
    /// Two libraries that do not know of each other.
    TwoLibraries,
}
