//! Message authentication.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha1::Sha1;
use sha2::Sha256;
use sha2::{Sha384, Sha512};
use zeroize::Zeroizing;

use crate::{digest::Digest, hmac_sha256::HmacSha256, template::Piece};

/// How a digest is made of a key and the signed content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Algorithm {
    /// HMAC (RFC 2104) with SHA-256 (FIPS 180-4).
    #[default]
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
    /// As schemes name them.
    pub(crate) const NAMES: &[(&str, Self)] = &[
        ("hmac-sha256", Self::HmacSha256),
        ("hmac-sha1", Self::HmacSha1),
        ("hmac-sha384", Self::HmacSha384),
        ("hmac-sha512", Self::HmacSha512),
        ("sha256", Self::Sha256),
        ("sha1", Self::Sha1),
        ("token", Self::Token),
    ];

    /// Whether the secret is a part of what is hashed.
    pub(crate) fn is_plain_hash(self) -> bool {
        matches!(self, Algorithm::Sha256 | Algorithm::Sha1)
    }

    /// The size of its digests in bytes.
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
    HmacSha256(HmacSha256),
    Other { algorithm: Algorithm, key: Zeroizing<Vec<u8>> },
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        Self(match algorithm {
            Algorithm::HmacSha256 => Kind::HmacSha256(HmacSha256::new(key)),
            _ => Kind::Other { algorithm, key: Zeroizing::new(key.to_vec()) },
        })
    }

    /// For HMAC with SHA-256: the key that hosts hash with.
    pub(crate) fn hmac_sha256(&self) -> Option<&HmacSha256> {
        match &self.0 {
            Kind::HmacSha256(key) => Some(key),
            Kind::Other { .. } => None,
        }
    }

    /// The digest of the parts, one after another.
    pub(crate) fn digest<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
        match &self.0 {
            Kind::HmacSha256(key) => Digest::from(key.digest(parts)),
            Kind::Other { algorithm, key } => other(*algorithm, key, &parts.collect::<Vec<_>>()),
        }
    }

    /// The digest of pieces, of which the key itself may be one.
    pub(crate) fn digest_pieces(&self, pieces: &[Piece<'_>]) -> Digest {
        self.digest(pieces.iter().map(|piece| match (piece, &self.0) {
            (Piece::Bytes(bytes), _) => &**bytes,
            (Piece::Secret, Kind::Other { key, .. }) => key,
            // No scheme puts the key of an HMAC into its content.
            (Piece::Secret, Kind::HmacSha256(_)) => &[],
        }))
    }
}

fn other(algorithm: Algorithm, key: &[u8], parts: &[&[u8]]) -> Digest {
    match algorithm {
        Algorithm::HmacSha256 => mac::<Hmac<Sha256>>(key, parts),
        Algorithm::HmacSha1 => mac::<Hmac<Sha1>>(key, parts),
        Algorithm::HmacSha384 => mac::<Hmac<Sha384>>(key, parts),
        Algorithm::HmacSha512 => mac::<Hmac<Sha512>>(key, parts),
        Algorithm::Sha256 => hash::<Sha256>(parts),
        Algorithm::Sha1 => hash::<Sha1>(parts),
        // Of two tokens the hashes are compared, which says nothing of how long
        // they are.
        Algorithm::Token => hash::<Sha256>(&[key]),
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Digest {
    // HMAC takes keys of any size.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return Digest::default();
    };
    parts.iter().for_each(|part| mac.update(part));
    Digest::of(&mac.finalize().into_bytes())
}

fn hash<H: sha1::Digest>(parts: &[&[u8]]) -> Digest {
    let mut hash = H::new();
    parts.iter().for_each(|part| hash.update(part));
    Digest::of(&hash.finalize())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
