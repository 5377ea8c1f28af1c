//! Dedup keys that the receiver chooses.

use crate::{
    crypto::{digest::to_hex, sha256},
    error::{Error, Result},
    json::{
        digest,
        document::{Fault, Value},
        pointer::Pointer,
    },
    scheme::Scheme,
    verify::body_prefix::BodyPrefix,
};

/// No more members say whether two requests are one event.
const MAX_POINTERS: usize = 8;

/// What the key begins with, which no hash that stands for an id does.
const PREFIX: &str = "on-";

/// The members of the body that tell a repetition from a new event, where the
/// provider gives its events no id that a repetition keeps.
#[derive(Clone, Debug)]
pub(crate) struct DedupOn(Vec<Pointer>);

impl DedupOn {
    /// # Errors
    ///
    /// [`Error::InvalidScheme`] with the path `dedup_on`, where a pointer is none, or
    /// the body that it leads into is not signed.
    pub(crate) fn new(pointers: &[impl AsRef<str>], scheme: &Scheme) -> Result<Self> {
        let reject = |path: &str, reason: &str| Err(Error::invalid_scheme(path, reason));
        if pointers.is_empty() || pointers.len() > MAX_POINTERS {
            return reject("dedup_on", "1 to 8 pointers are expected");
        }
        if scheme.unsigned_body {
            return reject("dedup_on", "the scheme does not sign the body");
        }
        let mut parsed = Vec::new();
        for (index, pointer) in pointers.iter().enumerate() {
            let path = format!("dedup_on[{index}]");
            let pointer = match Pointer::try_from(pointer.as_ref().to_owned()) {
                Ok(pointer) => pointer,
                Err(reason) => return reject(&path, &reason),
            };
            if parsed.contains(&pointer) {
                return reject(&path, "it is there twice");
            }
            parsed.push(pointer);
        }
        Ok(Self(parsed))
    }

    /// The key of an authentic body; none where a member is missing. That of another
    /// event would be the same otherwise, and that event would be lost.
    ///
    /// # Errors
    ///
    /// [`Fault::Incomplete`] where more of the body is needed.
    pub(crate) fn key(&self, body: BodyPrefix<'_>) -> Result<Option<String>, Fault> {
        let mut pointers = [None; MAX_POINTERS];
        pointers.iter_mut().zip(&self.0).for_each(|(slot, pointer)| *slot = Some(pointer));
        let values = match body.document().select(pointers) {
            Ok(values) => values,
            Err(Fault::Malformed) => return Ok(None),
            Err(Fault::Incomplete) => return Err(Fault::Incomplete),
        };
        let digest = |value: &Option<Value<'_>>| digest::digest((*value)?.bytes());
        let digests: Option<Vec<_>> = values.iter().take(self.0.len()).map(digest).collect();
        Ok(digests.map(|digests| {
            let hash = sha256::hash_parts(digests.iter().map(<[u8; sha256::SIZE]>::as_slice));
            PREFIX.to_owned() + &to_hex(&hash)
        }))
    }
}
