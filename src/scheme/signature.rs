//! How a scheme writes a digest into a request.

use serde::{Deserialize, Serialize};

use crate::{
    crypto::{algorithm::Algorithm, digest::Digest},
    scheme::{component::Component, digest_encoding::Encoding, signature_params::SignatureParams},
};

/// Where the signature is, and how it is written.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SignatureFormat {
    /// The header it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
    /// Where it stands instead: `query:NAME`, `form:NAME`, or a JSON Pointer into the
    /// body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Component>,
    /// Other headers that may hold one as well, while a key is replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) more_headers: Vec<String>,
    /// Names and values in one header, as `t=…,v1=…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<SignatureParams>,
    /// The text ahead of the digest.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    /// Whether the prefix may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) prefix_optional: bool,
    /// How the digest is written; `text` is for tokens.
    pub(crate) encoding: Encoding,
    /// What stands between signatures, where a header may hold several. One with
    /// another prefix is passed over.
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

    #[inline]
    fn extend(&mut self, digest: Option<Digest>) {
        match self.first {
            None => self.first = digest,
            Some(_) => self.more.extend(digest),
        }
    }

    pub(crate) fn count(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    /// Whether one of them is this digest.
    #[inline]
    pub(crate) fn include(&self, digest: &Digest) -> bool {
        let is_it = |received: &Digest| received.matches(digest);
        self.first.as_ref().is_some_and(is_it) || self.more.iter().any(is_it)
    }
}

impl SignatureFormat {
    /// The digest that a value is, if it is one.
    #[inline]
    pub(crate) fn read_one(&self, algorithm: Algorithm, value: &[u8]) -> Option<Signatures> {
        let first = Some(self.digest(algorithm, value)?);
        Some(Signatures { first, more: Vec::new() })
    }

    /// The well-formed digests in values, if there is one.
    #[inline(never)]
    pub(crate) fn read<'v>(
        &self,
        algorithm: Algorithm,
        values: impl Iterator<Item = &'v [u8]>,
    ) -> Option<Signatures> {
        let mut signatures = Signatures::NONE;
        for value in values {
            match self.separator {
                None => signatures.extend(self.digest(algorithm, value)),
                // A comma before the blank that separates signatures is from two
                // lines that were joined on the way: the header was there twice.
                Some(' ') if value.windows(2).any(|pair| pair == b", ") => {}
                Some(separator) => {
                    let texts = value.split(|byte| char::from(*byte) == separator);
                    texts.for_each(|text| signatures.extend(self.digest(algorithm, text)));
                }
            }
        }
        signatures.first.is_some().then_some(signatures)
    }

    /// The same, one by one.
    #[cfg(feature = "explain")]
    pub(crate) fn digests<'v>(
        &self,
        algorithm: Algorithm,
        values: impl Iterator<Item = &'v [u8]>,
    ) -> impl Iterator<Item = Digest> {
        let signatures = self.read(algorithm, values).into_iter();
        signatures.flat_map(|signatures| signatures.first.into_iter().chain(signatures.more))
    }

    #[inline]
    fn digest(&self, algorithm: Algorithm, text: &[u8]) -> Option<Digest> {
        let digits = match text.strip_prefix(self.prefix.as_bytes()) {
            Some(digits) => digits,
            None if self.prefix_optional => text,
            None => return None,
        };
        self.encoding.decode(algorithm, digits)
    }

    /// Whether the encoding is one for this algorithm.
    pub(crate) fn suits(&self, algorithm: Algorithm) -> bool {
        match self.encoding {
            Encoding::Text => algorithm == Algorithm::Token,
            Encoding::Hex => algorithm != Algorithm::Token,
            Encoding::Base64 | Encoding::Base64url => true,
        }
    }

    /// The text of a digest or, for tokens, of the token.
    pub(crate) fn format(&self, bytes: &[u8]) -> String {
        let prefix = if self.prefix_optional { "" } else { self.prefix.as_str() };
        format!("{prefix}{}", self.encoding.encode(bytes))
    }

    /// Whether one of these signatures may begin with a text. Digits begin with no mark
    /// but those of their alphabets.
    pub(crate) fn may_begin_with(&self, text: &str) -> bool {
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
        let overlaps =
            |lead: &str| lead.starts_with(text) || (!lead.is_empty() && text.starts_with(lead));
        match &self.fields {
            Some(fields) => fields.leads().iter().any(|lead| overlaps(lead)),
            None if self.prefix.is_empty() || self.prefix_optional => {
                overlaps(&self.prefix) || text.bytes().all(is_digit)
            }
            None => overlaps(&self.prefix),
        }
    }

    /// Whether all of these signatures begin with a text.
    pub(crate) fn always_begins_with(&self, text: &str) -> bool {
        match &self.fields {
            Some(fields) => fields.leads().first().is_some_and(|lead| lead.starts_with(text)),
            None => !self.prefix_optional && self.prefix.starts_with(text),
        }
    }

    /// Where it stands, for people.
    pub(crate) fn place(&self) -> String {
        match (&self.header, &self.part) {
            (Some(header), _) => header.clone(),
            (None, Some(part)) => part.text(),
            (None, None) => String::new(),
        }
    }

    /// What a well-formed signature looks like, for people.
    pub(crate) fn expected(&self, algorithm: Algorithm) -> String {
        let prefix = match (self.prefix.as_str(), self.prefix_optional) {
            ("", _) => String::new(),
            (prefix, false) => format!("`{prefix}` and "),
            (prefix, true) => format!("`{prefix}` or nothing, and "),
        };
        let size = algorithm.size();
        let digits = match (self.encoding, algorithm) {
            (Encoding::Text, _) => "a token".to_owned(),
            (_, Algorithm::Token) => "base64".to_owned(),
            (Encoding::Hex, _) => format!("{} hexadecimal digits", 2 * size),
            (Encoding::Base64, _) => {
                format!("{} characters of padded base64", size.div_ceil(3) * 4)
            }
            (Encoding::Base64url, _) => {
                format!("{} characters of base64url", (4 * size).div_ceil(3))
            }
        };
        let fields = self.fields.as_ref().map(SignatureParams::expected).unwrap_or_default();
        format!("{fields}{prefix}{digits}")
    }
}
