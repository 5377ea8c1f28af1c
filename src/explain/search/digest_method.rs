//! The ways to compute a digest.

use crate::{crypto::algorithm::Algorithm, explain::cause_code::CauseCode};

/// How a digest is computed from a key and the signed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum DigestMethod {
    HmacSha256,
    HmacSha1,
    HmacSha384,
    HmacSha512,
    /// SHA-256 of the content, which may contain the key.
    Sha256,
    /// SHA-1 of the content, which may contain the key.
    Sha1,
    /// SHA-256 of the key, then the content.
    KeyFirst,
    /// SHA-256 of the content, then the key.
    KeyLast,
    /// HMAC of the key, with the content as the key.
    Swapped,
    /// The key itself.
    Token,
}

impl DigestMethod {
    /// All methods but the token, which is no digest.
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

    /// The method of a scheme's algorithm.
    pub(in crate::explain) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::HmacSha256 => Self::HmacSha256,
            Algorithm::HmacSha1 => Self::HmacSha1,
            Algorithm::HmacSha384 => Self::HmacSha384,
            Algorithm::HmacSha512 => Self::HmacSha512,
            Algorithm::Sha256 => Self::Sha256,
            Algorithm::Sha1 => Self::Sha1,
            Algorithm::Token => Self::Token,
        }
    }

    /// The id of the algorithm, where a scheme can have it.
    pub(in crate::explain) fn algorithm(self) -> Option<&'static str> {
        Some(match self {
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
            _ => return None,
        })
    }

    /// The cause where this is not the scheme's method.
    pub(in crate::explain) fn code(self) -> CauseCode {
        match self {
            Self::Swapped => CauseCode::KeyAndMessageSwapped,
            _ => CauseCode::Algorithm,
        }
    }

    /// The method in messages.
    pub(in crate::explain) fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha384 => "HMAC-SHA384",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::Sha256 => "SHA-256 of the content alone (no HMAC)",
            Self::Sha1 => "SHA-1 of the content alone (no HMAC)",
            Self::KeyFirst => "SHA-256 of the secret and the content (no HMAC)",
            Self::KeyLast => "SHA-256 of the content and the secret (no HMAC)",
            Self::Swapped => "HMAC-SHA256 of the secret, with the content as the key",
            Self::Token => "the secret itself",
        }
    }

    /// The size of the digest, in bytes.
    pub(in crate::explain) fn size(self) -> usize {
        match self {
            Self::HmacSha1 | Self::Sha1 => 20,
            Self::HmacSha384 => 48,
            Self::HmacSha512 => 64,
            _ => 32,
        }
    }

    /// Whether the content contains the key, if anything does.
    pub(super) fn is_plain_hash(self) -> bool {
        matches!(self, Self::Sha256 | Self::Sha1)
    }
}
