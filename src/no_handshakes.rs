//! In place of handshakes, where the core is built without parts of requests.

use serde::{Deserialize, Serialize};

use crate::{Result, Scheme, part::Part};

/// No handshake.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Handshake {}

impl Handshake {
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        [].iter()
    }

    pub(crate) fn check(&self, _index: usize, _scheme: &Scheme) -> Result<()> {
        match *self {}
    }
}
