//! How a digest is written as text.

use serde::{Deserialize, Serialize};

use crate::{
    crypto::{
        algorithm::Algorithm,
        digest::{Digest, MAX_SIZE, to_hex},
        sha256,
    },
    encoding::base64::Alphabet,
};

/// How a digest's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// Two digits a byte, in either case.
    Hex,
    /// The standard alphabet, padded (RFC 4648, section 4).
    Base64,
    /// The alphabet for URLs, padded or not (RFC 4648, section 5).
    Base64url,
    /// As it is, for tokens.
    Text,
}

impl Encoding {
    #[inline]
    pub(crate) fn decode(self, algorithm: Algorithm, digits: &[u8]) -> Option<Digest> {
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
