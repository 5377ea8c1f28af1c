//! Schemes as documents, for changing them.

use crate::{Json, Scheme, read_json};

/// A scheme as it would be written.
pub(super) fn document(scheme: &Scheme) -> Option<Json> {
    read_json(&serde_json::to_string(scheme).ok()?).ok()
}
