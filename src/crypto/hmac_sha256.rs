//! HMAC with SHA-256, keyed once.

use hmac::{Hmac, KeyInit as _, Mac as _, digest::InvalidLength};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::crypto::sha256::{self, SIZE};

/// The size in bytes of the blocks that SHA-256 hashes.
const BLOCK_SIZE: usize = 64;

/// A key. What depends on it alone is hashed once, not for every request.
#[derive(Clone)]
pub(crate) struct HmacSha256 {
    /// With no content yet. Each request finishes a clone.
    keyed: Hmac<Sha256>,
    /// For hosts, which hash the content themselves: what precedes it.
    inner_pad: Zeroizing<[u8; BLOCK_SIZE]>,
    /// What precedes the host's hash.
    outer: Sha256,
}

impl HmacSha256 {
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidLength> {
        Ok(Self {
            keyed: Hmac::new_from_slice(key)?,
            inner_pad: padded(key, 0x36),
            outer: Sha256::new_with_prefix(padded(key, 0x5C).as_slice()),
        })
    }

    /// The MAC of the parts, one after another.
    #[inline]
    pub(crate) fn mac<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> [u8; SIZE] {
        let mut mac = self.keyed.clone();
        parts.for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }

    /// What HMAC hashes ahead of the content. Secret.
    pub(crate) fn inner_pad(&self) -> &[u8; BLOCK_SIZE] {
        &self.inner_pad
    }

    /// The MAC, where a host has hashed the inner pad and the content.
    #[inline]
    pub(crate) fn mac_of_hash(&self, inner: [u8; SIZE]) -> [u8; SIZE] {
        self.outer.clone().chain_update(inner).finalize().into()
    }
}

/// A key in one block, under a pad (RFC 2104, section 2). The library keeps that to
/// itself, but a host's one-shot hash takes bytes; its HMAC takes a microsecond longer,
/// which is a third of a verification.
fn padded(key: &[u8], pad: u8) -> Zeroizing<[u8; BLOCK_SIZE]> {
    let hash = (key.len() > BLOCK_SIZE).then(|| Zeroizing::new(sha256::hash(key)));
    let key = hash.as_ref().map_or(key, |hash| hash.as_slice());
    let mut block = Zeroizing::new([pad; BLOCK_SIZE]);
    block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hosts_hash_makes_the_same_mac_for_every_size_of_the_key() -> Result<(), InvalidLength> {
        for size in 0..200 {
            let key = HmacSha256::new(&vec![b'k'; size])?;
            let mac = key.mac([&b"con"[..], b"tent"].into_iter());
            let inner = sha256::hash_parts([&key.inner_pad()[..], b"content"]);
            assert_eq!(key.mac_of_hash(inner), mac, "{size}");
        }
        Ok(())
    }
}
