//! Computes a digest step by step.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::digest_method::DigestMethod;

/// A digest being computed. A clone of it can be finished with another ending.
#[derive(Clone)]
pub(super) enum DigestState {
    HmacSha256(Box<Hmac<Sha256>>),
    HmacSha1(Box<Hmac<Sha1>>),
    HmacSha384(Box<Hmac<Sha384>>),
    HmacSha512(Box<Hmac<Sha512>>),
    Sha256 { hash: Box<Sha256>, last: Vec<u8> },
    Sha1(Box<Sha1>),
    Swapped { hash: Box<Sha256>, start: Vec<u8>, key: Vec<u8> },
    Token(Vec<u8>),
}

/// The block size of HMAC-SHA256: a longer key is hashed first.
pub(super) const BLOCK_SIZE: usize = 64;

impl DigestState {
    /// Starts a digest. `None` where the key is not valid.
    pub(super) fn new(method: DigestMethod, key: &[u8]) -> Option<Self> {
        let plain =
            |hash: Sha256, last: &[u8]| Self::Sha256 { hash: Box::new(hash), last: last.to_vec() };
        Some(match method {
            DigestMethod::HmacSha256 => Self::HmacSha256(Box::new(Hmac::new_from_slice(key).ok()?)),
            DigestMethod::HmacSha1 => Self::HmacSha1(Box::new(Hmac::new_from_slice(key).ok()?)),
            DigestMethod::HmacSha384 => Self::HmacSha384(Box::new(Hmac::new_from_slice(key).ok()?)),
            DigestMethod::HmacSha512 => Self::HmacSha512(Box::new(Hmac::new_from_slice(key).ok()?)),
            DigestMethod::KeyFirst => plain(Sha256::new_with_prefix(key), b""),
            DigestMethod::KeyLast => plain(Sha256::new(), key),
            DigestMethod::Sha256 => plain(Sha256::new(), b""),
            DigestMethod::Sha1 => Self::Sha1(Box::default()),
            DigestMethod::Swapped => {
                Self::Swapped { hash: Box::default(), start: Vec::new(), key: key.to_vec() }
            }
            DigestMethod::Token => Self::Token(key.to_vec()),
        })
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::HmacSha256(mac) => mac.update(bytes),
            Self::HmacSha1(mac) => mac.update(bytes),
            Self::HmacSha384(mac) => mac.update(bytes),
            Self::HmacSha512(mac) => mac.update(bytes),
            Self::Sha256 { hash, .. } => sha2::Digest::update(hash.as_mut(), bytes),
            Self::Sha1(hash) => sha2::Digest::update(hash.as_mut(), bytes),
            Self::Swapped { hash, start, .. } => {
                let room = (BLOCK_SIZE + 1).saturating_sub(start.len());
                start.extend(bytes.iter().take(room));
                sha2::Digest::update(hash.as_mut(), bytes);
            }
            Self::Token(_) => {}
        }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::HmacSha256(mac) => mac.finalize().into_bytes().to_vec(),
            Self::HmacSha1(mac) => mac.finalize().into_bytes().to_vec(),
            Self::HmacSha384(mac) => mac.finalize().into_bytes().to_vec(),
            Self::HmacSha512(mac) => mac.finalize().into_bytes().to_vec(),
            Self::Sha256 { hash, last } => hash.chain_update(last).finalize().to_vec(),
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Swapped { hash, start, key } => {
                let content =
                    if start.len() <= BLOCK_SIZE { start } else { hash.finalize().to_vec() };
                let mac = Hmac::<Sha256>::new_from_slice(&content);
                mac.map(|mac| mac.chain_update(&key).finalize().into_bytes().to_vec())
                    .unwrap_or_default()
            }
            Self::Token(key) => key,
        }
    }
}
