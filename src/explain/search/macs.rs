//! The ways in which a digest may have been made.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::{crypto::algorithm::Algorithm, explain::CauseCode};

/// How a digest is made of a key and a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Method {
    HmacSha256,
    HmacSha1,
    HmacSha384,
    HmacSha512,
    /// SHA-256 of the content, of which the key may be a part.
    Sha256,
    /// The same with SHA-1.
    Sha1,
    /// SHA-256 of the key and the content.
    KeyFirst,
    /// SHA-256 of the content and the key.
    KeyLast,
    /// HMAC of the key, under the content.
    Swapped,
    /// The key itself.
    Token,
}

impl Method {
    /// All that a digest may have been made by; a token is none.
    pub(in crate::explain) const DIGESTS: [Self; 9] = [
        Self::HmacSha256,
        Self::HmacSha1,
        Self::HmacSha512,
        Self::HmacSha384,
        Self::Swapped,
        Self::KeyFirst,
        Self::KeyLast,
        Self::Sha256,
        Self::Sha1,
    ];

    /// That of a scheme's algorithm.
    pub(in crate::explain) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::HmacSha256 => Method::HmacSha256,
            Algorithm::HmacSha1 => Method::HmacSha1,
            Algorithm::HmacSha384 => Method::HmacSha384,
            Algorithm::HmacSha512 => Method::HmacSha512,
            Algorithm::Sha256 => Method::Sha256,
            Algorithm::Sha1 => Method::Sha1,
            Algorithm::Token => Method::Token,
        }
    }

    /// The algorithm that a scheme could have for it.
    pub(in crate::explain) fn algorithm(self) -> Option<&'static str> {
        Some(match self {
            Method::HmacSha256 => "hmac-sha256",
            Method::HmacSha1 => "hmac-sha1",
            Method::HmacSha384 => "hmac-sha384",
            Method::HmacSha512 => "hmac-sha512",
            _ => return None,
        })
    }

    /// What is wrong where it is not the scheme's own.
    pub(in crate::explain) fn code(self) -> CauseCode {
        match self {
            Method::Swapped => CauseCode::KeyAndMessageSwapped,
            _ => CauseCode::Algorithm,
        }
    }

    pub(in crate::explain) fn name(self) -> &'static str {
        match self {
            Method::HmacSha256 => "HMAC-SHA256",
            Method::HmacSha1 => "HMAC-SHA1",
            Method::HmacSha384 => "HMAC-SHA384",
            Method::HmacSha512 => "HMAC-SHA512",
            Method::Sha256 => "SHA-256 of the content alone (no HMAC)",
            Method::Sha1 => "SHA-1 of the content alone (no HMAC)",
            Method::KeyFirst => "SHA-256 of the secret and the content (no HMAC)",
            Method::KeyLast => "SHA-256 of the content and the secret (no HMAC)",
            Method::Swapped => "HMAC-SHA256 of the secret, with the content as the key",
            Method::Token => "the secret itself",
        }
    }

    /// How many bytes its digests have.
    pub(in crate::explain) fn size(self) -> usize {
        match self {
            Method::HmacSha1 | Method::Sha1 => 20,
            Method::HmacSha384 => 48,
            Method::HmacSha512 => 64,
            _ => 32,
        }
    }

    /// Whether the key can be a part of the content.
    pub(super) fn is_plain_hash(self) -> bool {
        matches!(self, Method::Sha256 | Method::Sha1)
    }
}

/// A digest in the making. Its clone can be finished in another way.
#[derive(Clone)]
pub(super) enum State {
    HmacSha256(Box<Hmac<Sha256>>),
    HmacSha1(Box<Hmac<Sha1>>),
    HmacSha384(Box<Hmac<Sha384>>),
    HmacSha512(Box<Hmac<Sha512>>),
    Sha256 { hash: Box<Sha256>, last: Vec<u8> },
    Sha1(Box<Sha1>),
    Swapped { hash: Box<Sha256>, start: Vec<u8>, key: Vec<u8> },
    Token(Vec<u8>),
}

/// A content that fits into a block is HMAC's key as it is; else its hash is.
pub(super) const BLOCK: usize = 64;

impl State {
    /// With a key, and nothing hashed yet. `None` where there can be no such key.
    pub(super) fn new(method: Method, key: &[u8]) -> Option<Self> {
        let plain =
            |hash: Sha256, last: &[u8]| State::Sha256 { hash: Box::new(hash), last: last.to_vec() };
        Some(match method {
            Method::HmacSha256 => State::HmacSha256(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha1 => State::HmacSha1(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha384 => State::HmacSha384(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha512 => State::HmacSha512(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::KeyFirst => plain(Sha256::new_with_prefix(key), b""),
            Method::KeyLast => plain(Sha256::new(), key),
            Method::Sha256 => plain(Sha256::new(), b""),
            Method::Sha1 => State::Sha1(Box::default()),
            Method::Swapped => {
                State::Swapped { hash: Box::default(), start: Vec::new(), key: key.to_vec() }
            }
            Method::Token => State::Token(key.to_vec()),
        })
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            State::HmacSha256(mac) => mac.update(bytes),
            State::HmacSha1(mac) => mac.update(bytes),
            State::HmacSha384(mac) => mac.update(bytes),
            State::HmacSha512(mac) => mac.update(bytes),
            State::Sha256 { hash, .. } => sha2::Digest::update(hash.as_mut(), bytes),
            State::Sha1(hash) => sha2::Digest::update(hash.as_mut(), bytes),
            State::Swapped { hash, start, .. } => {
                let room = (BLOCK + 1).saturating_sub(start.len());
                start.extend(bytes.iter().take(room));
                sha2::Digest::update(hash.as_mut(), bytes);
            }
            State::Token(_) => {}
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            State::HmacSha256(mac) => mac.finalize().into_bytes().to_vec(),
            State::HmacSha1(mac) => mac.finalize().into_bytes().to_vec(),
            State::HmacSha384(mac) => mac.finalize().into_bytes().to_vec(),
            State::HmacSha512(mac) => mac.finalize().into_bytes().to_vec(),
            State::Sha256 { hash, last } => hash.chain_update(last).finalize().to_vec(),
            State::Sha1(hash) => hash.finalize().to_vec(),
            State::Swapped { hash, start, key } => {
                let content = if start.len() <= BLOCK { start } else { hash.finalize().to_vec() };
                let mac = Hmac::<Sha256>::new_from_slice(&content);
                mac.map(|mac| mac.chain_update(&key).finalize().into_bytes().to_vec())
                    .unwrap_or_default()
            }
            State::Token(key) => key,
        }
    }
}
