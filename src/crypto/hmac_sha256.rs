//! HMAC with SHA-256 (RFC 2104), of which the part is kept that depends on the
//! key alone.

use zeroize::Zeroizing;

use crate::crypto::sha256::{self, BLOCK_SIZE, Hasher, SIZE, State};

/// A key, kept as the states that HMAC has after it: what depends on the key
/// alone is hashed once, not for every request.
#[derive(Clone)]
pub(crate) struct HmacSha256 {
    /// The key under the inner pad.
    inner_pad: Zeroizing<[u8; BLOCK_SIZE]>,
    /// The hash's state after that, and after the key under the outer pad.
    inner: Zeroizing<State>,
    outer: Zeroizing<State>,
}

impl HmacSha256 {
    pub(crate) fn new(key: &[u8]) -> Self {
        let inner_pad = padded(key, 0x36);
        let inner = Zeroizing::new(sha256::after(&inner_pad));
        let outer = Zeroizing::new(sha256::after(&padded(key, 0x5C)));
        Self { inner_pad, inner, outer }
    }

    /// What HMAC hashes ahead of the content. Secret.
    pub(crate) fn inner_pad(&self) -> &[u8; BLOCK_SIZE] {
        &self.inner_pad
    }

    /// The hash of the inner pad and of the parts, one after another.
    #[inline]
    pub(crate) fn inner<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> [u8; SIZE] {
        let mut content = Hasher::resume(*self.inner);
        parts.for_each(|part| content.update(part));
        content.finish()
    }

    /// The digest, where the inner pad and the content have been hashed.
    #[inline]
    pub(crate) fn digest(&self, inner: [u8; SIZE]) -> [u8; SIZE] {
        sha256::finish(*self.outer, inner)
    }
}

/// A key in one block, under a pad (RFC 2104, section 2).
fn padded(key: &[u8], pad: u8) -> Zeroizing<[u8; BLOCK_SIZE]> {
    let hash = (key.len() > BLOCK_SIZE).then(|| Zeroizing::new(sha256::hash(key)));
    let key = hash.as_ref().map_or(key, |hash| hash.as_slice());
    let mut block = Zeroizing::new([pad; BLOCK_SIZE]);
    block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
    block
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha2::Sha256;

    use super::*;

    #[test]
    fn it_agrees_with_the_library_for_every_size_of_the_key() {
        for size in 0..200 {
            let bytes = vec![b'k'; size];
            let mac = Hmac::<Sha256>::new_from_slice(&bytes).map(|mac| mac.chain_update("content"));
            let theirs = mac.map(|mac| mac.finalize().into_bytes().into());

            let key = HmacSha256::new(&bytes);
            let inner = key.inner([&b"con"[..], b"tent"].into_iter());
            assert_eq!(Ok(key.digest(inner)), theirs, "{size}");
            assert_eq!(inner, sha256::hash(&[&key.inner_pad()[..], b"content"].concat()));
        }
    }
}
