//! A verified event.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use crate::time::Timestamp;

/// A verified event.
///
/// The body is read as far as these fields stand in it, and no further. Of
/// fields with one name the first counts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Event<'a> {
    /// The provider's id of the event, or where it gives none the SHA-256 in hex
    /// of the body, or of all that is signed where the body's bytes are not. An
    /// integer is its decimal digits.
    pub id: Cow<'a, str>,
    /// The event's type, as `lead.created`, where there is one of at most 256
    /// bytes.
    #[serde(rename = "type")]
    pub kind: Option<Cow<'a, str>>,
    /// When it happened, as the body says; else when it was signed.
    pub time: Option<Timestamp>,
    /// Whose event it is, for providers with several tenants to a receiver, in
    /// at most 256 bytes.
    pub tenant: Option<Cow<'a, str>>,
    /// What two requests of the same event have in common, and no others of
    /// the same scheme. Made of signed material only.
    pub dedup_key: Cow<'a, str>,
    /// Which of the secrets matched, from 0; `None` where nothing is signed.
    pub secret_index: Option<usize>,
    /// The body, untouched, as far as it was looked at.
    #[serde(skip)]
    pub body: &'a [u8],
}

/// Without the body, which does not belong in a log.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("time", &self.time)
            .field("tenant", &self.tenant)
            .field("dedup_key", &self.dedup_key)
            .field("secret_index", &self.secret_index)
            .finish_non_exhaustive()
    }
}
