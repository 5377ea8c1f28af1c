//! Message authentication.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

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
        self.0.ct_eq(&other.0).into()
    }
}

/// A key, kept as the state that HMAC has after it: what depends on the key
/// alone is hashed once, not for every request.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

impl Key {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, &'static str> {
        match algorithm {
            Algorithm::HmacSha256 => {
                Hmac::new_from_slice(key).map(Self).map_err(|_| "it is too long")
            }
        }
    }

    /// The digest of the parts, one after another.
    pub(crate) fn digest<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
        let mut mac = self.0.clone();
        parts.for_each(|part| mac.update(part));
        Digest(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// SHA-256 of the bytes in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
