//! What a MAC is made of, piece by piece.

use std::borrow::Cow;

/// A piece of what is hashed.
pub(crate) enum MacInput<'a> {
    Bytes(Cow<'a, [u8]>),
    /// The key itself, for hashes that are no HMAC.
    Secret,
}

/// The bytes of the pieces, without the secret.
pub(crate) fn joined(pieces: &[MacInput<'_>]) -> Vec<u8> {
    let bytes = pieces.iter().flat_map(|piece| match piece {
        MacInput::Bytes(bytes) => bytes.iter(),
        MacInput::Secret => [].iter(),
    });
    bytes.copied().collect()
}
