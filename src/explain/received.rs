//! The signatures that a request has, however they are written.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{CauseCode, found::Headers, ranked::ranked, steps::digests, tokens};
use crate::{Scheme, crypto::algorithm::Algorithm, scheme::signature::Encoding};

/// Fewer bytes than these prove nothing, so they are not compared.
pub(super) const FEWEST_BYTES: usize = 8;

/// What takes part in a proof has at least so many bytes, unless it was cut off
/// and nothing else is wrong.
pub(super) const PROOF_BYTES: usize = 16;

/// So much of a body is looked at for what may be times.
pub(super) const LONGEST_LOOK: usize = 64 * 1024;

/// Signatures have no more bytes than these, all together.
const MAX_SIZE: usize = 16 * 1024;

/// So many readings are compared with every digest.
const MAX_READINGS: usize = 64;

/// A signature in one way of reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The header that it stands in, as the request spells it.
    pub(super) header: String,
    /// As it is written.
    pub(super) text: String,
    pub(super) bytes: Vec<u8>,
    /// In what this way of reading differs from the scheme's.
    pub(super) faults: Vec<CauseCode>,
    /// Whether what stands before the digits names an algorithm.
    pub(super) names_algorithm: bool,
}

/// All readings of all signatures. The scheme's own come first.
pub(super) fn readings(scheme: &Scheme, headers: &Headers<'_>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    let mut left = MAX_SIZE;
    for found in headers.signatures() {
        let (name, values) = (found.spelling(), found.all());
        let is_repeated = values.len() > 1;
        for value in &values {
            let Some(rest) = left.checked_sub(value.len() + 1) else { continue };
            left = rest;
            let several = if is_repeated { vec![CauseCode::MultipleSignatures] } else { vec![] };
            let text = String::from_utf8_lossy(value);
            let own = if scheme.algorithm == Algorithm::Token {
                tokens::readings(scheme, &text)
            } else {
                let own = digests(scheme, value);
                let strict = own.iter().map(|digest| Reading {
                    header: String::new(),
                    text: text.clone().into_owned(),
                    bytes: digest.bytes().to_vec(),
                    faults: vec![],
                    names_algorithm: false,
                });
                strict.chain(loosely(scheme, &text, !own.is_empty())).collect()
            };
            for mut reading in own {
                reading.header = name.to_owned();
                reading.faults.splice(0..0, several.iter().copied());
                reading.faults.dedup();
                add(&mut readings, reading);
            }
        }
    }
    readings.truncate(MAX_READINGS);
    readings
}

/// What reads the same bytes with fewer faults is there already.
fn add(readings: &mut Vec<Reading>, reading: Reading) {
    if readings.iter().all(|other| other.bytes != reading.bytes) {
        readings.push(reading);
    }
}

/// Readings in ways that are not the scheme's, those with fewer faults first.
fn loosely(scheme: &Scheme, text: &str, is_strict: bool) -> Vec<Reading> {
    let format = &scheme.signature;
    let size = scheme.algorithm.size();
    let field =
        format.fields.as_ref().map(|fields| format!("{}{}", fields.signature, fields.assign));
    let own_prefix = field.unwrap_or_default() + &format.prefix;
    let pieces = pieces(text);
    let mut readings = Vec::new();
    let mut cores_of_all: Vec<&str> = Vec::new();
    for (_, core) in pieces.iter().flat_map(|piece| cores(piece)) {
        let is_long = || decodings(core, size).iter().any(|(_, bytes)| bytes.len() >= PROOF_BYTES);
        if !cores_of_all.contains(&core) && is_long() {
            cores_of_all.push(core);
        }
    }
    let is_several = !is_strict && cores_of_all.len() > 1;
    for piece in pieces {
        for (prefix, core) in cores(piece) {
            for (encoding, bytes) in decodings(core, size) {
                if bytes.len() < FEWEST_BYTES {
                    continue;
                }
                let mut faults = Vec::new();
                if is_several {
                    faults.push(CauseCode::MultipleSignatures);
                }
                let is_prefix_right =
                    prefix == own_prefix || (prefix.is_empty() && format.prefix_optional);
                if !is_prefix_right {
                    faults.push(CauseCode::SignaturePrefix);
                }
                if encoding != Some(format.encoding) {
                    faults.push(CauseCode::SignatureEncoding);
                }
                if bytes.len() < size {
                    faults.push(CauseCode::SignatureTruncated);
                }
                if faults.is_empty() && !is_strict {
                    faults.push(CauseCode::SignaturePrefix);
                }
                let names_algorithm = prefix.to_ascii_lowercase().contains("sha");
                let text = piece.to_owned();
                readings.push(Reading {
                    header: String::new(),
                    text,
                    bytes,
                    faults,
                    names_algorithm,
                });
            }
        }
    }
    ranked(readings, |reading| reading.faults.len())
}

/// What a value holds between skip_whitespace, semicolons and commas; and all of it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = vec![text.trim()];
    for chunk in text.split([' ', ';', '\t', '\r', '\n']).map(|chunk| chunk.trim_matches(',')) {
        pieces.push(chunk);
        pieces.extend(chunk.split(','));
    }
    pieces.retain(|piece| piece.len() >= FEWEST_BYTES);
    let mut seen: Vec<&str> = Vec::new();
    for piece in pieces {
        if !seen.contains(&piece) {
            seen.push(piece);
        }
    }
    seen
}

/// The digits of a piece, and what stands before them.
fn cores(piece: &str) -> Vec<(&str, &str)> {
    let mut cores = vec![("", piece)];
    let is_quote = |c| "\"'`<>[]".contains(c);
    let bare = piece.trim_matches(is_quote);
    if bare != piece {
        cores.push(("\"", bare));
    }
    for (at, mark) in bare.char_indices().take(32) {
        if "=,: ".contains(mark) {
            let (prefix, core) = bare.split_at(at + mark.len_utf8());
            cores.push((prefix, core.trim_matches(is_quote).trim_start()));
        } else if !(mark.is_ascii_alphanumeric() || "-_.".contains(mark)) {
            break;
        }
    }
    if let Some(core) = bare.strip_prefix("0x") {
        cores.push(("0x", core));
    }
    cores
}

const fn lenient(alphabet: &base64::alphabet::Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

const BASE64: GeneralPurpose = lenient(&STANDARD);
const BASE64_URL: GeneralPurpose = lenient(&URL_SAFE);

/// What digits stand for; `None` as the encoding where no scheme has it.
fn decodings(core: &str, size: usize) -> Vec<(Option<Encoding>, Vec<u8>)> {
    let mut decodings: Vec<(Option<Encoding>, Vec<u8>)> = Vec::new();
    let core = core.trim();
    if let Ok(bytes) = hex::decode(core) {
        decodings.push((Some(Encoding::Hex), bytes));
    } else if let Some((cut, _)) = core.char_indices().next_back()
        && let Ok(bytes) = hex::decode(core.get(..cut).unwrap_or_default())
    {
        // Half a byte is left of one that was cut off.
        decodings.push((Some(Encoding::Hex), bytes));
    }
    let unescaped = core.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let is_escaped = unescaped != core;
    for (text, is_plain) in [(core, true), (unescaped.as_str(), false)] {
        if !is_plain && !is_escaped {
            continue;
        }
        for (engine, is_standard) in [(&BASE64, true), (&BASE64_URL, false)] {
            let Ok(bytes) = engine.decode(text) else { continue };
            if let Some(inner) =
                std::str::from_utf8(&bytes).ok().and_then(|text| hex::decode(text).ok())
            {
                decodings.push((None, inner));
            }
            let is_padded = size.is_multiple_of(3) || text.ends_with('=');
            let is_own = is_standard && is_plain && (bytes.len() != size || is_padded);
            let is_for_url = is_plain && !text.contains(['+', '/']);
            let for_url = is_for_url.then_some(Encoding::Base64url);
            decodings.push((if is_own { Some(Encoding::Base64) } else { for_url }, bytes));
        }
    }
    decodings.dedup_by(|one, other| one.1 == other.1);
    decodings
}
