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

/// The digests that a request brings along. There is one, or at most a few.
pub(crate) struct Signatures {
    first: Option<Digest>,
    more: Vec<Digest>,
}

impl Signatures {
    pub(crate) const NONE: Self = Self { first: None, more: Vec::new() };

    pub(crate) fn count(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    /// Whether one of them is this digest.
    pub(crate) fn include(&self, digest: &Digest) -> bool {
        let is_it = |received: &Digest| received.matches(digest);
        self.first.as_ref().is_some_and(is_it) || self.more.iter().any(is_it)
    }
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
    /// The well-formed digests in the header's value, if there is one.
    pub(crate) fn read(&self, value: &[u8]) -> Option<Signatures> {
        let Some(separator) = self.separator else {
            return Some(Signatures { first: Some(self.digest(value)?), more: Vec::new() });
        };
        // A comma before the blank that separates signatures is from two lines
        // that were joined on the way: the header was there twice.
        if separator == ' ' && value.windows(2).any(|pair| pair == b", ") {
            return None;
        }
        let texts = value.split(|byte| char::from(*byte) == separator);
        let mut digests = texts.filter_map(|text| self.digest(text));
        Some(Signatures { first: Some(digests.next()?), more: digests.collect() })
    }

    fn digest(&self, text: &[u8]) -> Option<Digest> {
        let digits = match text.strip_prefix(self.prefix.as_bytes()) {
            Some(digits) => digits,
            None if self.prefix_optional => text,
            None => return None,
        };
        self.encoding.decode(digits)
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
            (prefix, false) => format!("`{prefix}` and "),
            (prefix, true) => format!("`{prefix}` or nothing, and "),
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
            Encoding::Hex => digest.0 = decode_hex(digits.try_into().ok()?)?,
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

/// Reads digits in either case. Without a branch for each of them, so that the
/// compiler can take sixteen at a time: this is done for every request.
fn decode_hex(digits: &[u8; 2 * DIGEST_SIZE]) -> Option<[u8; DIGEST_SIZE]> {
    let mut is_hex = true;
    let values = digits.map(|digit| {
        let number = digit.wrapping_sub(b'0');
        let letter = (digit | 0x20).wrapping_sub(b'a');
        is_hex &= (number < 10) | (letter < 6);
        if number < 10 { number } else { letter.wrapping_add(10) }
    });
    let (pairs, _) = values.as_chunks();
    let mut bytes = [0; DIGEST_SIZE];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = high << 4 | low;
    }
    is_hex.then_some(bytes)
}
