//! What a signature is the text of.

use subtle::ConstantTimeEq as _;

use crate::crypto::sha256;

/// The size in bytes of the largest digest that there is, that of SHA-512.
pub(crate) const MAX_SIZE: usize = 64;

/// A digest. That of most schemes is kept as it comes.
#[derive(Clone)]
pub(crate) enum Digest {
    Sha256([u8; sha256::SIZE]),
    /// Of another size.
    Other(Box<[u8]>),
}

impl From<[u8; sha256::SIZE]> for Digest {
    #[inline]
    fn from(bytes: [u8; sha256::SIZE]) -> Self {
        Self::Sha256(bytes)
    }
}

impl Digest {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        bytes.try_into().map_or_else(|_| Self::Other(bytes.into()), Self::Sha256)
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(bytes) => bytes,
            Self::Other(bytes) => bytes,
        }
    }

    /// Compares in a time that does not depend on where the two differ. That
    /// none is empty is the caller's to see to.
    #[inline]
    pub(crate) fn matches(&self, other: &Digest) -> bool {
        match (self, other) {
            (Self::Sha256(one), Self::Sha256(other)) => words(one).ct_eq(&words(other)).into(),
            (Self::Other(one), Self::Other(other)) => one.ct_eq(other).into(),
            _ => false,
        }
    }
}

/// A digest in words, of which there are fewer to compare than of bytes.
#[inline]
fn words(bytes: &[u8; sha256::SIZE]) -> [u64; sha256::SIZE / 8] {
    let (words, _) = bytes.as_chunks();
    std::array::from_fn(|index| words.get(index).map_or(0, |word| u64::from_ne_bytes(*word)))
}

/// Two digits a byte. The library's own way to a `String` is by way of iterators,
/// which is a kilobyte of code.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut digits = vec![b'0'; 2 * bytes.len()];
    // There is room for all of them, and they are ASCII.
    let written = hex::encode_to_slice(bytes, &mut digits);
    written.ok().and_then(|()| String::from_utf8(digits).ok()).unwrap_or_default()
}
