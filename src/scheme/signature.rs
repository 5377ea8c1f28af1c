//! How a scheme writes a digest into a request.

use serde::Serialize;

use crate::{
    crypto::{
        algorithm::Algorithm,
        digest::{Digest, MAX_SIZE, to_hex},
        sha256,
    },
    encoding::base64::Alphabet,
    json::value::Json,
    scheme::{
        component::Component,
        decode::{Members, Object, Place, Read, choose},
        signature_params::SignatureParams,
    },
};

/// Where the signature is, and how it is written.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SignatureFormat {
    /// The header it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
    /// The part of the request it stands in, where that is no header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Component>,
    /// Other headers that may hold one instead, or as well: that of a second
    /// key, while one replaces another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) more_headers: Vec<String>,
    /// How the signature and the time stand together in one value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<SignatureParams>,
    /// What stands before the digest, to the letter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    /// Whether the prefix may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) prefix_optional: bool,
    pub(crate) encoding: Encoding,
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

/// How a digest's bytes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// Two digits a byte, in either case.
    #[default]
    Hex,
    /// The standard alphabet, padded (RFC 4648, section 4).
    Base64,
    /// The alphabet for URLs, padded or not (RFC 4648, section 5).
    Base64url,
    /// As it is, for tokens.
    Text,
}

impl Members for SignatureFormat {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.optional("header", &mut self.header);
        object.optional("part", &mut self.part);
        object.optional("more_headers", &mut self.more_headers);
        object.optional("fields", &mut self.fields);
        object.optional("prefix", &mut self.prefix);
        object.optional("prefix_optional", &mut self.prefix_optional);
        object.needed("encoding", &mut self.encoding);
        object.optional("separator", &mut self.separator);
    }
}

impl Read for Encoding {
    fn read(&mut self, json: &Json, place: &mut Place) {
        choose(self, Self::NAMES, json, place);
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

impl Encoding {
    const NAMES: &[(&str, Self)] = &[
        ("hex", Self::Hex),
        ("base64", Self::Base64),
        ("base64url", Self::Base64url),
        ("text", Self::Text),
    ];

    #[inline]
    fn decode(self, algorithm: Algorithm, digits: &[u8]) -> Option<Digest> {
        match digits.try_into() {
            Ok(digits) if self == Encoding::Hex && algorithm.size() == sha256::SIZE => {
                decode_hex(digits).map(Digest::from)
            }
            _ => self.decode_other(algorithm, digits),
        }
    }

    /// What most schemes do not have.
    #[cold]
    #[inline(never)]
    fn decode_other(self, algorithm: Algorithm, digits: &[u8]) -> Option<Digest> {
        if algorithm == Algorithm::Token {
            return self.decode_token(digits);
        }
        let size = algorithm.size();
        if self == Encoding::Hex {
            let mut bytes = [0; MAX_SIZE];
            let room = bytes.get_mut(..size)?;
            hex::decode_to_slice(digits, room).ok()?;
            return Some(Digest::of(room));
        }
        // More digits are none of a digest, however many there are.
        let digits = Some(digits).filter(|digits| digits.len() <= 2 * MAX_SIZE)?;
        let digest = match self {
            Encoding::Base64url => Alphabet::Url.decode(digits),
            _ => Alphabet::Standard.decode_padded(digits),
        };
        digest.filter(|digest| digest.len() == size).map(|digest| Digest::of(&digest))
    }

    /// Tokens are of any size, so what is compared are their hashes.
    fn decode_token(self, text: &[u8]) -> Option<Digest> {
        let hash = |token: &[u8]| (!token.is_empty()).then(|| Digest::from(sha256::hash(token)));
        match self {
            Encoding::Base64 => hash(&Alphabet::Standard.decode_padded(text)?),
            _ => hash(text),
        }
    }

    pub(crate) fn encode(self, bytes: &[u8]) -> String {
        match self {
            Encoding::Hex => to_hex(bytes),
            Encoding::Base64 => Alphabet::Standard.encode(bytes),
            Encoding::Base64url => Alphabet::Url.encode(bytes),
            // Of a token, which is a secret's text.
            Encoding::Text => String::from_utf8(bytes.to_vec()).unwrap_or_default(),
        }
    }
}

/// Reads digits in either case, eight at a time: this is done for every request.
#[inline]
fn decode_hex(digits: &[u8; 2 * sha256::SIZE]) -> Option<[u8; sha256::SIZE]> {
    let (groups, _) = digits.as_chunks();
    let mut bytes = [0; sha256::SIZE];
    let mut is_hex = true;
    for (bytes, group) in bytes.as_chunks_mut().0.iter_mut().zip(groups) {
        let (four, are_digits) = decode_eight(u64::from_le_bytes(*group));
        *bytes = four.to_le_bytes();
        is_hex &= are_digits;
    }
    is_hex.then_some(bytes)
}

/// The four bytes that eight digits stand for, and whether they are digits.
#[inline]
fn decode_eight(digits: u64) -> (u32, bool) {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = ONES * 0x80;
    // Sets the high bit of what lies within the limits, where none is set before.
    let within = |bytes: u64, first: u8, last: u8| {
        (bytes + ONES * u64::from(0x80 - first)) & !(bytes + ONES * u64::from(0x7F - last)) & HIGH
    };
    let ascii = digits & !HIGH;
    let letters = within(ascii | (ONES * 0x20), b'a', b'f');
    let is_hex = (within(ascii, b'0', b'9') | letters) & !digits == HIGH;
    let values = (digits & (ONES * 0x0F)) + (letters >> 7) * 9;
    // The two of each pair are put together, then the pairs.
    let pairs = ((values << 4) | (values >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs | (pairs >> 8)) & 0x0000_FFFF_0000_FFFF;
    ((fours | (fours >> 16)) as u32, is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_as_the_library_reads_it() {
        let digits = *b"0123456789abcdefABCDEF9876543210fedcbaFEDCBA00ff5AaA5f0f1e2d3c4b";
        for place in 0..digits.len() {
            for byte in 0..=u8::MAX {
                let mut digits = digits;
                digits[place] = byte;
                let theirs = hex::decode(digits).ok();
                assert_eq!(decode_hex(&digits).map(Vec::from), theirs, "{byte} at {place}");
            }
        }
    }
}
