//! Decodes signatures leniently.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::scheme::digest_encoding::Encoding;

/// How far into a value a prefix may end, in characters.
const MAX_PREFIX: usize = 32;

/// The ways to split a piece into a prefix and its digits.
pub(super) fn split_prefixes(piece: &str) -> Vec<(&str, &str)> {
    let mut splits = vec![("", piece)];
    let is_quote = |c| "\"'`<>[]".contains(c);
    let unquoted = piece.trim_matches(is_quote);
    if unquoted != piece {
        splits.push(("\"", unquoted));
    }
    for (at, character) in unquoted.char_indices().take(MAX_PREFIX) {
        if "=,: ".contains(character) {
            let (prefix, digits) = unquoted.split_at(at + character.len_utf8());
            splits.push((prefix, digits.trim_matches(is_quote).trim_start()));
        } else if !(character.is_ascii_alphanumeric() || "-_.".contains(character)) {
            break;
        }
    }
    if let Some(digits) = unquoted.strip_prefix("0x") {
        splits.push(("0x", digits));
    }
    splits
}

const fn lenient(alphabet: &base64::alphabet::Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

const BASE64: GeneralPurpose = lenient(&STANDARD);
const BASE64_URL: GeneralPurpose = lenient(&URL_SAFE);

/// Decodes digits in each encoding. The encoding is `None` where no scheme can
/// have it. `size` is the expected number of bytes.
pub(super) fn decode(digits: &str, size: usize) -> Vec<(Option<Encoding>, Vec<u8>)> {
    let mut decoded: Vec<(Option<Encoding>, Vec<u8>)> = Vec::new();
    let digits = digits.trim();
    if let Ok(bytes) = hex::decode(digits) {
        decoded.push((Some(Encoding::Hex), bytes));
    } else if let Some((cut, _)) = digits.char_indices().next_back()
        && let Ok(bytes) = hex::decode(digits.get(..cut).unwrap_or_default())
    {
        // Truncation left half a byte.
        decoded.push((Some(Encoding::Hex), bytes));
    }
    let unescaped = digits.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let is_escaped = unescaped != digits;
    for (text, is_plain) in [(digits, true), (unescaped.as_str(), false)] {
        if !is_plain && !is_escaped {
            continue;
        }
        for (engine, is_standard) in [(&BASE64, true), (&BASE64_URL, false)] {
            let Ok(bytes) = engine.decode(text) else { continue };
            if let Some(inner) =
                std::str::from_utf8(&bytes).ok().and_then(|text| hex::decode(text).ok())
            {
                decoded.push((None, inner));
            }
            let is_padded = size.is_multiple_of(3) || text.ends_with('=');
            let is_canonical = is_standard && is_plain && (bytes.len() != size || is_padded);
            let is_url_safe = is_plain && !text.contains(['+', '/']);
            let url_safe = is_url_safe.then_some(Encoding::Base64url);
            decoded.push((if is_canonical { Some(Encoding::Base64) } else { url_safe }, bytes));
        }
    }
    decoded.dedup_by(|one, other| one.1 == other.1);
    decoded
}
