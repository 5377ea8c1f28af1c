//! Message authentication.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// How a digest is made of a key and the signed content.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    /// HMAC with SHA-256 (RFC 2104, FIPS 180-4).
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
}

/// The size in bytes of every digest that there is so far.
pub(crate) const DIGEST_SIZE: usize = 32;

/// What a signature is the text of.
#[derive(Clone, Copy)]
pub(crate) struct Digest(pub(crate) [u8; DIGEST_SIZE]);

impl Digest {
    /// Compares in a time that does not depend on where the two differ.
    pub(crate) fn matches(&self, other: &Digest) -> bool {
        self.words().ct_eq(&other.words()).into()
    }

    /// The same in words, of which there are fewer to compare than of bytes.
    fn words(&self) -> [u64; DIGEST_SIZE / 8] {
        let (words, _) = self.0.as_chunks();
        std::array::from_fn(|index| words.get(index).map_or(0, |word| u64::from_ne_bytes(*word)))
    }
}

/// The size in bytes of what SHA-256 takes in at a time, and so of HMAC's pads.
const BLOCK_SIZE: usize = 64;

/// A key, kept as the states that HMAC has after it: what depends on the key
/// alone is hashed once, not for every request.
#[derive(Clone)]
pub(crate) struct Key {
    mac: Hmac<Sha256>,
    /// The key under the inner pad.
    inner_pad: Zeroizing<[u8; BLOCK_SIZE]>,
    /// The hash after the key under the outer pad.
    outer: Sha256,
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, &'static str> {
        match algorithm {
            Algorithm::HmacSha256 => {
                let mac = Hmac::new_from_slice(key).map_err(|_| "it is too long")?;
                let outer = Sha256::new_with_prefix(*padded(key, 0x5C));
                Ok(Self { mac, inner_pad: padded(key, 0x36), outer })
            }
        }
    }

    /// The digest of the parts, one after another.
    pub(crate) fn digest<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
        let mut mac = self.mac.clone();
        parts.for_each(|part| mac.update(part));
        Digest(mac.finalize().into_bytes().into())
    }

    /// What HMAC hashes ahead of the content. Secret.
    pub(crate) fn inner_pad(&self) -> &[u8; BLOCK_SIZE] {
        &self.inner_pad
    }

    /// The digest, where someone else has hashed the inner pad and the content.
    pub(crate) fn finish(&self, inner: [u8; DIGEST_SIZE]) -> Digest {
        Digest(self.outer.clone().chain_update(inner).finalize().into())
    }
}

/// A key in one block, under a pad (RFC 2104, section 2).
fn padded(key: &[u8], pad: u8) -> Zeroizing<[u8; BLOCK_SIZE]> {
    let mut block = Zeroizing::new([0; BLOCK_SIZE]);
    if key.len() > BLOCK_SIZE {
        block.iter_mut().zip(Sha256::digest(key)).for_each(|(byte, key)| *byte = key);
    } else {
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte = *key);
    }
    block.iter_mut().for_each(|byte| *byte ^= pad);
    block
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_in_two_steps_is_the_same() -> Result<(), &'static str> {
        for size in [1, 63, 64, 65, 200] {
            let key = Key::new(Algorithm::HmacSha256, &vec![b'k'; size])?;
            let inner = Sha256::new_with_prefix(key.inner_pad()).chain_update("content").finalize();
            assert!(
                key.finish(inner.into()).matches(&key.digest([&b"con"[..], b"tent"].into_iter()))
            );
        }
        Ok(())
    }
}
