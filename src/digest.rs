//! What a signature is the text of.

use subtle::ConstantTimeEq as _;

/// The size in bytes of the largest digest that there is, that of SHA-512.
pub(crate) const LARGEST: usize = 64;

/// A digest. What is behind its size are zeros.
#[derive(Clone, Copy)]
pub(crate) struct Digest {
    bytes: [u8; LARGEST],
    size: usize,
}

impl Default for Digest {
    #[inline]
    fn default() -> Self {
        Self { bytes: [0; LARGEST], size: 0 }
    }
}

impl From<[u8; 32]> for Digest {
    #[inline]
    fn from(bytes: [u8; 32]) -> Self {
        Self::of(&bytes)
    }
}

impl Digest {
    /// What is longer than the largest is cut off.
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut digest = Self { size: bytes.len().min(LARGEST), ..Self::default() };
        digest.bytes.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        digest
    }

    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.size).unwrap_or_default()
    }

    /// Compares in a time that does not depend on where the two differ. That
    /// none is empty is the caller's to see to.
    #[inline]
    pub(crate) fn matches(&self, other: &Digest) -> bool {
        (self.size == other.size) & bool::from(self.words().ct_eq(&other.words()))
    }

    /// The same in words, of which there are fewer to compare than of bytes.
    #[inline]
    fn words(&self) -> [u64; LARGEST / 8] {
        let (words, _) = self.bytes.as_chunks();
        std::array::from_fn(|index| words.get(index).map_or(0, |word| u64::from_ne_bytes(*word)))
    }
}
