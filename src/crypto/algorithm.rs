//! Message authentication.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac, digest::InvalidLength};
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};
use sha2::{Sha384, Sha512};
use zeroize::Zeroizing;

use crate::crypto::{digest::Digest, hmac_sha256::HmacSha256, mac_input::MacInput, sha256};

/// How a digest is made of a key and the signed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Algorithm {
    /// HMAC (RFC 2104) with SHA-256 (FIPS 180-4).
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
    /// HMAC with SHA-1.
    #[serde(rename = "hmac-sha1")]
    HmacSha1,
    /// HMAC with SHA-384.
    #[serde(rename = "hmac-sha384")]
    HmacSha384,
    /// HMAC with SHA-512.
    #[serde(rename = "hmac-sha512")]
    HmacSha512,
    /// A plain SHA-256, the secret being part of the content.
    Sha256,
    /// A plain SHA-1, the secret being part of the content.
    Sha1,
    /// None: the secret itself is sent.
    Token,
}

impl Algorithm {
    /// Whether the secret is a part of what is hashed.
    pub(crate) fn is_plain_hash(self) -> bool {
        matches!(self, Algorithm::Sha256 | Algorithm::Sha1)
    }

    pub(crate) fn is_hmac(self) -> bool {
        !self.is_plain_hash() && self != Algorithm::Token
    }

    /// The size of its digests in bytes.
    #[inline]
    pub(crate) fn size(self) -> usize {
        match self {
            Algorithm::HmacSha1 | Algorithm::Sha1 => 20,
            Algorithm::HmacSha256 | Algorithm::Sha256 | Algorithm::Token => 32,
            Algorithm::HmacSha384 => 48,
            Algorithm::HmacSha512 => 64,
        }
    }
}

/// A key, ready to make digests with.
#[derive(Clone)]
pub(crate) struct Key(Kind);

#[derive(Clone)]
enum Kind {
    HmacSha256(Box<HmacSha256>),
    HmacSha1(Box<Hmac<Sha1>>),
    HmacSha384(Box<Hmac<Sha384>>),
    HmacSha512(Box<Hmac<Sha512>>),
    Sha256(Zeroizing<Vec<u8>>),
    Sha1(Zeroizing<Vec<u8>>),
    Token(Zeroizing<Vec<u8>>),
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, InvalidLength> {
        let bytes = || Zeroizing::new(key.to_vec());
        Ok(Self(match algorithm {
            Algorithm::HmacSha256 => Kind::HmacSha256(Box::new(HmacSha256::new(key)?)),
            Algorithm::HmacSha1 => Kind::HmacSha1(Box::new(Hmac::new_from_slice(key)?)),
            Algorithm::HmacSha384 => Kind::HmacSha384(Box::new(Hmac::new_from_slice(key)?)),
            Algorithm::HmacSha512 => Kind::HmacSha512(Box::new(Hmac::new_from_slice(key)?)),
            Algorithm::Sha256 => Kind::Sha256(bytes()),
            Algorithm::Sha1 => Kind::Sha1(bytes()),
            Algorithm::Token => Kind::Token(bytes()),
        }))
    }

    /// For HMAC with SHA-256: the key that hosts hash with.
    #[inline]
    pub(crate) fn hmac_sha256(&self) -> Option<&HmacSha256> {
        match &self.0 {
            Kind::HmacSha256(key) => Some(key),
            _ => None,
        }
    }

    /// The digest of the parts, one after another.
    #[inline]
    pub(crate) fn digest<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
        match &self.0 {
            Kind::HmacSha256(key) => Digest::from(key.mac(parts)),
            other => other.digest(&parts.collect::<Vec<_>>()),
        }
    }

    /// The digest of pieces, of which the key itself may be one.
    pub(crate) fn digest_pieces(&self, pieces: &[MacInput<'_>]) -> Digest {
        let parts = pieces.iter().map(|piece| match (piece, &self.0) {
            (MacInput::Bytes(bytes), _) => &**bytes,
            (MacInput::Secret, Kind::Sha256(key) | Kind::Sha1(key)) => key,
            // No scheme puts the key of an HMAC into its content.
            (MacInput::Secret, _) => &[],
        });
        self.digest(parts)
    }
}

impl Kind {
    #[cold]
    #[inline(never)]
    fn digest(&self, parts: &[&[u8]]) -> Digest {
        match self {
            Self::HmacSha256(key) => Digest::from(key.mac(parts.iter().copied())),
            Self::HmacSha1(keyed) => mac(&**keyed, parts),
            Self::HmacSha384(keyed) => mac(&**keyed, parts),
            Self::HmacSha512(keyed) => mac(&**keyed, parts),
            Self::Sha256(_) => Digest::from(sha256::hash_parts(parts.iter().copied())),
            Self::Sha1(_) => {
                let mut hasher = Sha1::new();
                parts.iter().for_each(|part| sha1::Digest::update(&mut hasher, part));
                Digest::of(&hasher.finalize())
            }
            // Of two tokens the hashes are compared, which says nothing of how long
            // they are.
            Self::Token(key) => Digest::from(sha256::hash(key)),
        }
    }
}

fn mac<M: Mac + Clone>(keyed: &M, parts: &[&[u8]]) -> Digest {
    let mut mac = keyed.clone();
    parts.iter().for_each(|part| mac.update(part));
    Digest::of(&mac.finalize().into_bytes())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
