//! Where the signed time and the signed id are.

use serde::{Deserialize, Serialize};

use crate::{scheme::component::Component, time::unit::Unit};

/// Where the signed time is: in a header, in the field of the signature's
/// header, or in another part of the request.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct TimestampFormat {
    /// The header it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
    /// The signed part of the request that it is, where that is no header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Component>,
    /// Its unit, or `rfc3339` for a date and time.
    pub(crate) unit: Unit,
}

/// Where the signed id is, for schemes that have one outside the body.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageIdFormat {
    /// The header it stands in.
    pub(crate) header: String,
}
