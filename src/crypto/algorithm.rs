//! Message authentication.

use std::fmt;

use serde::Serialize;
use sha1::Sha1;
use sha2::{Sha384, Sha512};
use zeroize::Zeroizing;

use crate::{
    crypto::{digest::Digest, hmac_sha256::HmacSha256, sha256},
    json::value::Json,
    scheme::{
        decode::{Place, Read, choose},
        signature_base::MacInput,
    },
};

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

impl Read for Algorithm {
    fn read(&mut self, json: &Json, place: &mut Place) {
        choose(self, Self::NAMES, json, place);
    }
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

    pub(crate) fn is_hmac(self) -> bool {
        self.block_size().is_some()
    }

    /// How many bytes its hash takes at a time, where it is an HMAC.
    fn block_size(self) -> Option<usize> {
        match self {
            Algorithm::HmacSha256 | Algorithm::HmacSha1 => Some(64),
            Algorithm::HmacSha384 | Algorithm::HmacSha512 => Some(128),
            Algorithm::Sha256 | Algorithm::Sha1 | Algorithm::Token => None,
        }
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
    #[inline]
    pub(crate) fn hmac_sha256(&self) -> Option<&HmacSha256> {
        match &self.0 {
            Kind::HmacSha256(key) => Some(key),
            Kind::Other { .. } => None,
        }
    }

    /// The digest of the parts, one after another.
    #[inline]
    pub(crate) fn digest<'a>(&self, parts: impl Iterator<Item = &'a [u8]>) -> Digest {
        match &self.0 {
            Kind::HmacSha256(key) => Digest::from(key.digest(key.inner(parts))),
            Kind::Other { algorithm, key } => other(*algorithm, key, parts),
        }
    }

    /// The digest of pieces, of which the key itself may be one.
    pub(crate) fn digest_pieces(&self, pieces: &[MacInput<'_>]) -> Digest {
        let parts = pieces.iter().map(|piece| match (piece, &self.0) {
            (MacInput::Bytes(bytes), _) => &**bytes,
            (MacInput::Secret, Kind::Other { key, .. }) => key,
            // No scheme puts the key of an HMAC into its content.
            (MacInput::Secret, Kind::HmacSha256(_)) => &[],
        });
        self.digest(parts)
    }
}

#[cold]
#[inline(never)]
fn other<'a>(algorithm: Algorithm, key: &[u8], parts: impl Iterator<Item = &'a [u8]>) -> Digest {
    digest(algorithm, key, &parts.collect::<Vec<_>>())
}

fn digest(algorithm: Algorithm, key: &[u8], parts: &[&[u8]]) -> Digest {
    match algorithm.block_size() {
        Some(size) => hmac(algorithm, size, key, parts),
        // Of two tokens the hashes are compared, which says nothing of how long
        // they are.
        None if algorithm == Algorithm::Token => hash(algorithm, &[], &[key]),
        None => hash(algorithm, &[], parts),
    }
}

/// HMAC (RFC 2104, section 2) with any hash. Written once for all of them: the
/// library's is compiled once for each.
fn hmac(algorithm: Algorithm, block_size: usize, key: &[u8], parts: &[&[u8]]) -> Digest {
    let hashed = (key.len() > block_size).then(|| hash(algorithm, &[], &[key]));
    let key = hashed.as_ref().map_or(key, Digest::bytes);
    let pad = |pad: u8| {
        let mut block = Zeroizing::new(vec![pad; block_size]);
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = hash(algorithm, &pad(0x36), parts);
    hash(algorithm, &pad(0x5C), &[inner.bytes()])
}

/// The plain hash of a pad and the parts.
fn hash(algorithm: Algorithm, pad: &[u8], parts: &[&[u8]]) -> Digest {
    match algorithm {
        Algorithm::HmacSha1 | Algorithm::Sha1 => hash_with::<Sha1>(pad, parts),
        Algorithm::HmacSha256 | Algorithm::Sha256 | Algorithm::Token => {
            let mut hasher = sha256::Hasher::default();
            hasher.update(pad);
            parts.iter().for_each(|part| hasher.update(part));
            Digest::from(hasher.finish())
        }
        Algorithm::HmacSha384 => hash_with::<Sha384>(pad, parts),
        Algorithm::HmacSha512 => hash_with::<Sha512>(pad, parts),
    }
}

fn hash_with<H: sha1::Digest>(pad: &[u8], parts: &[&[u8]]) -> Digest {
    let mut hash = H::new_with_prefix(pad);
    parts.iter().for_each(|part| hash.update(part));
    Digest::of(&hash.finalize())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};

    use super::*;

    fn theirs<M: Mac + KeyInit>(key: &[u8]) -> Option<Vec<u8>> {
        let mac = <M as KeyInit>::new_from_slice(key).ok()?;
        Some(mac.chain_update("content").finalize().into_bytes().to_vec())
    }

    #[test]
    fn it_agrees_with_the_library_for_every_size_of_the_key() {
        for size in 0..300 {
            let key = vec![b'k'; size];
            for (algorithm, theirs) in [
                (Algorithm::HmacSha1, theirs::<Hmac<Sha1>>(&key)),
                (Algorithm::HmacSha256, theirs::<Hmac<sha2::Sha256>>(&key)),
                (Algorithm::HmacSha384, theirs::<Hmac<Sha384>>(&key)),
                (Algorithm::HmacSha512, theirs::<Hmac<Sha512>>(&key)),
            ] {
                let ours = digest(algorithm, &key, &[b"con", b"tent"]);
                assert_eq!(Some(ours.bytes().to_vec()), theirs, "{algorithm:?}, {size}");
                assert_eq!(ours.bytes().len(), algorithm.size());
            }
        }
    }
}
