//! The ways in which a digest may have been made.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::explain::CauseCode;

/// How a digest is made of a key and a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum Method {
    HmacSha256,
    HmacSha1,
    HmacSha384,
    HmacSha512,
    /// SHA-256 of the key and the content.
    KeyFirst,
    /// SHA-256 of the content and the key.
    KeyLast,
    /// SHA-256 of the content.
    NoKey,
    /// HMAC of the key, under the content.
    Swapped,
}

impl Method {
    pub(in crate::explain) const OTHERS: [Self; 7] = [
        Self::HmacSha1,
        Self::HmacSha512,
        Self::HmacSha384,
        Self::Swapped,
        Self::KeyFirst,
        Self::KeyLast,
        Self::NoKey,
    ];

    pub(in crate::explain) fn code(self) -> Option<CauseCode> {
        match self {
            Method::HmacSha256 => None,
            Method::Swapped => Some(CauseCode::KeyAndMessageSwapped),
            _ => Some(CauseCode::Algorithm),
        }
    }

    pub(in crate::explain) fn name(self) -> &'static str {
        match self {
            Method::HmacSha256 => "HMAC-SHA256",
            Method::HmacSha1 => "HMAC-SHA1",
            Method::HmacSha384 => "HMAC-SHA384",
            Method::HmacSha512 => "HMAC-SHA512",
            Method::KeyFirst => "SHA-256 of the secret and the content (no HMAC)",
            Method::KeyLast => "SHA-256 of the content and the secret (no HMAC)",
            Method::NoKey => "SHA-256 of the content alone (no secret)",
            Method::Swapped => "HMAC-SHA256 of the secret, with the content as the key",
        }
    }

    /// How many bytes its digests have.
    pub(in crate::explain) fn size(self) -> usize {
        match self {
            Method::HmacSha1 => 20,
            Method::HmacSha384 => 48,
            Method::HmacSha512 => 64,
            _ => 32,
        }
    }
}

/// A digest in the making. Its clone can be finished in another way.
#[derive(Clone)]
pub(super) enum State {
    Sha256(Box<Hmac<Sha256>>),
    Sha1(Box<Hmac<Sha1>>),
    Sha384(Box<Hmac<Sha384>>),
    Sha512(Box<Hmac<Sha512>>),
    Plain { hash: Box<Sha256>, last: Vec<u8> },
    Swapped { hash: Box<Sha256>, start: Vec<u8>, key: Vec<u8> },
}

/// A content that fits into a block is HMAC's key as it is; else its hash is.
const BLOCK: usize = 64;

impl State {
    /// With a key, and nothing hashed yet. `None` where there can be no such key.
    pub(super) fn new(method: Method, key: &[u8]) -> Option<Self> {
        let plain =
            |hash: Sha256, last: &[u8]| State::Plain { hash: Box::new(hash), last: last.to_vec() };
        Some(match method {
            Method::HmacSha256 => State::Sha256(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha1 => State::Sha1(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha384 => State::Sha384(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::HmacSha512 => State::Sha512(Box::new(Hmac::new_from_slice(key).ok()?)),
            Method::KeyFirst => plain(Sha256::new_with_prefix(key), b""),
            Method::KeyLast => plain(Sha256::new(), key),
            Method::NoKey => plain(Sha256::new(), b""),
            Method::Swapped => {
                State::Swapped { hash: Box::default(), start: Vec::new(), key: key.to_vec() }
            }
        })
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            State::Sha256(mac) => mac.update(bytes),
            State::Sha1(mac) => mac.update(bytes),
            State::Sha384(mac) => mac.update(bytes),
            State::Sha512(mac) => mac.update(bytes),
            State::Plain { hash, .. } => sha2::Digest::update(hash.as_mut(), bytes),
            State::Swapped { hash, start, .. } => {
                let room = (BLOCK + 1).saturating_sub(start.len());
                start.extend(bytes.iter().take(room));
                sha2::Digest::update(hash.as_mut(), bytes);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            State::Sha256(mac) => mac.finalize().into_bytes().to_vec(),
            State::Sha1(mac) => mac.finalize().into_bytes().to_vec(),
            State::Sha384(mac) => mac.finalize().into_bytes().to_vec(),
            State::Sha512(mac) => mac.finalize().into_bytes().to_vec(),
            State::Plain { hash, last } => hash.chain_update(last).finalize().to_vec(),
            State::Swapped { hash, start, key } => {
                let content = if start.len() <= BLOCK { start } else { hash.finalize().to_vec() };
                let mac = Hmac::<Sha256>::new_from_slice(&content);
                mac.map(|mac| mac.chain_update(&key).finalize().into_bytes().to_vec())
                    .unwrap_or_default()
            }
        }
    }
}
