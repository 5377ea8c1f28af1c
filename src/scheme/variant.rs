//! Other forms in which a provider sends, as they are written.
//!
//! A variant is chosen before anything is verified by it: by how the signature
//! header begins, or by a member of the signed body. It is never chosen because a
//! signature happens to fit.

use serde::{Deserialize, Serialize};

use crate::{
    json::pointer::Pointer,
    scheme::{
        event_format::EventPointers, signature::SignatureFormat, signature_base::SignatureBase,
        timestamp_format::TimestampFormat,
    },
};

/// Another form of a provider's requests. It replaces what it states, and has the
/// scheme's algorithm, secret and data.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// Lower-case letters, digits and `-`.
    pub(crate) id: String,
    /// The document or the code that says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) source: String,
    /// What tells it from the scheme's own form.
    pub(crate) when: Condition,
    /// Where the signature is, and how it is written. Given with `signed_content`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signature: Option<SignatureFormat>,
    /// Where the signed time is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<TimestampFormat>,
    /// What is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signed_content: Option<SignatureBase>,
    /// Where in the body the parts of its event are. What is left out is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<EventPointers>,
}

/// What tells a variant. One of the two is stated.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The signature header's value begins with this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signature_begins: Option<String>,
    /// The signed body has this member, ahead of the one that is the id of the
    /// scheme's own form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body_has: Option<Pointer>,
}
