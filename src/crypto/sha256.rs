//! SHA-256 of bytes that are all there.

use sha2::{Digest as _, Sha256};

/// The size in bytes of a hash.
pub(crate) const SIZE: usize = 32;

/// The hash of the parts, one after another.
#[inline]
pub(crate) fn hash_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; SIZE] {
    let mut hasher = Sha256::new();
    parts.into_iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// The hash of bytes.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> [u8; SIZE] {
    hash_parts([bytes])
}
