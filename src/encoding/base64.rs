//! Base64 (RFC 4648), strictly: no skip_whitespace, no bits that stand for nothing.
//!
//! The library's fast paths are five times as much code, and what is read here
//! is a digest or a key.

/// The two alphabets differ in their last two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    Standard,
    Url,
}

impl Alphabet {
    fn value(self, digit: u8) -> Option<u32> {
        let value = match (digit, self) {
            (b'A'..=b'Z', _) => digit - b'A',
            (b'a'..=b'z', _) => digit - b'a' + 26,
            (b'0'..=b'9', _) => digit - b'0' + 52,
            (b'+', Self::Standard) | (b'-', Self::Url) => 62,
            (b'/', Self::Standard) | (b'_', Self::Url) => 63,
            _ => return None,
        };
        Some(u32::from(value))
    }

    fn digit(self, value: u32) -> char {
        let value = (value & 63) as u8;
        char::from(match (value, self) {
            (0..26, _) => b'A' + value,
            (26..52, _) => b'a' + (value - 26),
            (52..62, _) => b'0' + (value - 52),
            (62, Self::Standard) => b'+',
            (62, Self::Url) => b'-',
            (_, Self::Standard) => b'/',
            (_, Self::Url) => b'_',
        })
    }

    /// Reads digits without padding.
    fn decode_digits(self, digits: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
        for chunk in digits.chunks(4) {
            let mut bits = 0;
            for digit in chunk {
                bits = bits << 6 | self.value(*digit)?;
            }
            // Of 6 bits a digit, whole bytes stand for something.
            let size = chunk.len() * 6 / 8;
            let spare = chunk.len() * 6 % 8;
            if size == 0 || bits & ((1 << spare) - 1) != 0 {
                return None;
            }
            let whole = (bits >> spare << (32 - 8 * size)).to_be_bytes();
            bytes.extend_from_slice(whole.get(..size)?);
        }
        Some(bytes)
    }

    /// Reads digits that are padded as they should be.
    pub(crate) fn decode_padded(self, digits: &[u8]) -> Option<Vec<u8>> {
        let is_padded = digits.len().is_multiple_of(4);
        is_padded.then(|| self.decode_digits(unpadded(digits)))?
    }

    /// The same, and digits that are not padded at all.
    pub(crate) fn decode(self, digits: &[u8]) -> Option<Vec<u8>> {
        self.decode_digits(unpadded(digits))
    }

    /// Writes digits, padded in the standard alphabet alone.
    pub(crate) fn encode(self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            let bits = bits << (24 - 8 * chunk.len());
            let digits = [bits >> 18, bits >> 12, bits >> 6, bits];
            text.extend(digits.iter().take(chunk.len() + 1).map(|value| self.digit(*value)));
            if self == Self::Standard {
                text.push_str("==".get(chunk.len() - 1..).unwrap_or_default());
            }
        }
        text
    }
}

/// Digits without their padding, where they are padded as they should be.
fn unpadded(digits: &[u8]) -> &[u8] {
    let rest = digits.strip_suffix(b"==").or_else(|| digits.strip_suffix(b"="));
    rest.filter(|_| digits.len().is_multiple_of(4)).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use base64::{
        Engine as _, alphabet,
        engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
        prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
    };

    use super::*;

    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );

    #[test]
    fn it_agrees_with_the_library_for_every_size() {
        let bytes: Vec<u8> = (0..=255).rev().chain(0..=255).collect();
        for size in 0..bytes.len() {
            let (bytes, _) = bytes.split_at(size);
            let (standard, url) =
                (BASE64_STANDARD.encode(bytes), BASE64_URL_SAFE_NO_PAD.encode(bytes));
            assert_eq!(Alphabet::Standard.encode(bytes), standard);
            assert_eq!(Alphabet::Url.encode(bytes), url);
            assert_eq!(
                Alphabet::Standard.decode_padded(standard.as_bytes()).as_deref(),
                Some(bytes)
            );
            assert_eq!(Alphabet::Standard.decode(standard.as_bytes()).as_deref(), Some(bytes));
            assert_eq!(Alphabet::Url.decode(url.as_bytes()).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn it_refuses_what_the_library_refuses() {
        // Every text of five of these, shorter ones among them.
        let digits = b"AQ_-=+/ ";
        for number in 0..8_usize.pow(5) {
            for size in 0..=5 {
                let text: Vec<u8> = (0..size)
                    .filter_map(|place| digits.get(number >> (3 * place) & 7).copied())
                    .collect();
                let name = String::from_utf8_lossy(&text);
                assert_eq!(
                    Alphabet::Standard.decode_padded(&text),
                    BASE64_STANDARD.decode(&text).ok(),
                    "{name}"
                );
                // The library takes half of the padding, too.
                if text.len().is_multiple_of(4) || !text.ends_with(b"=") {
                    assert_eq!(Alphabet::Url.decode(&text), LENIENT.decode(&text).ok(), "{name}");
                }
            }
        }
    }
}
