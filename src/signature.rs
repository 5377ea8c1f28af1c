//! How a scheme writes a digest into a header.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use crate::algorithm::{DIGEST_SIZE, Digest};

/// Where the signature is, and how it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignatureFormat {
    /// The header it stands in.
    pub(crate) header: String,
    /// What stands before the digest, to the letter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    prefix: String,
    /// Whether the prefix may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    prefix_optional: bool,
    encoding: Encoding,
    /// What stands between signatures, where a header may hold several. Those
    /// with another prefix are another scheme's, and passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) separator: Option<char>,
}

/// How a digest's bytes are written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Encoding {
    /// Two digits a byte, in either case.
    Hex,
    /// The standard alphabet, padded (RFC 4648, section 4).
    Base64,
}

impl SignatureFormat {
    /// The well-formed digests in the header's value.
    pub(crate) fn digests<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = Digest> + 'a {
        // What is not ASCII is no signature of any scheme. A comma before the
        // blank that separates signatures is from two lines that were joined
        // on the way: the header was there twice.
        let is_joined = self.separator == Some(' ') && value.windows(2).any(|pair| pair == b", ");
        let text = if is_joined { "" } else { std::str::from_utf8(value).unwrap_or_default() };
        let (one, several) = match &self.separator {
            None => (Some(text), None),
            Some(separator) => (None, Some(text.split(*separator))),
        };
        one.into_iter().chain(several.into_iter().flatten()).filter_map(|text| self.digest(text))
    }

    fn digest(&self, text: &str) -> Option<Digest> {
        let digits = match text.strip_prefix(self.prefix.as_str()) {
            Some(digits) => digits,
            None if self.prefix_optional => text,
            None => return None,
        };
        self.encoding.decode(digits.as_bytes())
    }

    /// The header's value for a digest.
    pub(crate) fn format(&self, digest: &Digest) -> String {
        let prefix = if self.prefix_optional { "" } else { self.prefix.as_str() };
        format!("{prefix}{}", self.encoding.encode(digest))
    }

    /// What a well-formed signature looks like, for people.
    pub(crate) fn expected(&self) -> String {
        let prefix = match (self.prefix.as_str(), self.prefix_optional) {
            ("", _) => String::new(),
            (prefix, false) => format!("{prefix:?} and "),
            (prefix, true) => format!("{prefix:?} or nothing, and "),
        };
        let digits = match self.encoding {
            Encoding::Hex => "64 hexadecimal digits",
            Encoding::Base64 => "44 characters of padded base64",
        };
        format!("{prefix}{digits}")
    }
}

impl Encoding {
    fn decode(self, digits: &[u8]) -> Option<Digest> {
        let mut digest = Digest([0; DIGEST_SIZE]);
        match self {
            Encoding::Hex => hex::decode_to_slice(digits, &mut digest.0).ok()?,
            Encoding::Base64 => {
                // The decoder wants room for the bytes that padding stands for.
                let mut bytes = [0; DIGEST_SIZE + 1];
                let size = BASE64_STANDARD.decode_slice(digits, &mut bytes).ok()?;
                digest.0.copy_from_slice(bytes.get(..size).filter(|_| size == DIGEST_SIZE)?);
            }
        }
        Some(digest)
    }

    fn encode(self, digest: &Digest) -> String {
        match self {
            Encoding::Hex => hex::encode(digest.0),
            Encoding::Base64 => BASE64_STANDARD.encode(digest.0),
        }
    }
}
