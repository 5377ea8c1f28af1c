//! Candidates that are not in the scheme's format.

use super::{
    candidate::{MIN_COMPARED_BYTES, MIN_PROOF_BYTES, SignatureCandidate},
    decode::{decode, split_prefixes},
};
use crate::{Scheme, explain::cause_code::CauseCode};

/// Candidates with a fault, those with fewer faults first. `is_strict`: whether
/// the value is in the scheme's format, too.
pub(super) fn candidates(scheme: &Scheme, value: &str, is_strict: bool) -> Vec<SignatureCandidate> {
    let format = &scheme.signature;
    let size = scheme.algorithm.size();
    let parameter =
        format.fields.as_ref().map(|fields| format!("{}{}", fields.signature, fields.assign));
    let expected_prefix = parameter.unwrap_or_default() + &format.prefix;
    let pieces = split_value(value);
    let is_several = !is_strict && has_several_signatures(&pieces, size);
    let mut candidates = Vec::new();
    for piece in pieces {
        for (prefix, digits) in split_prefixes(piece) {
            let is_prefix_right =
                prefix == expected_prefix || (prefix.is_empty() && format.prefix_optional);
            for (encoding, bytes) in decode(digits, size) {
                if bytes.len() < MIN_COMPARED_BYTES {
                    continue;
                }
                let mut faults = Vec::new();
                if is_several {
                    faults.push(CauseCode::MultipleSignatures);
                }
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
                candidates.push(SignatureCandidate {
                    text: piece.to_owned(),
                    bytes,
                    faults,
                    names_algorithm: prefix.to_ascii_lowercase().contains("sha"),
                });
            }
        }
    }
    candidates.sort_by_key(|candidate| candidate.faults.len());
    candidates
}

/// Whether more than one digest of a value is long enough for a signature.
fn has_several_signatures(pieces: &[&str], size: usize) -> bool {
    let mut signatures: Vec<&str> = Vec::new();
    for (_, digits) in pieces.iter().flat_map(|piece| split_prefixes(piece)) {
        let is_long =
            || decode(digits, size).iter().any(|(_, bytes)| bytes.len() >= MIN_PROOF_BYTES);
        if !signatures.contains(&digits) && is_long() {
            signatures.push(digits);
        }
    }
    signatures.len() > 1
}

/// The whole value, and the pieces between blanks, semicolons and commas.
fn split_value(value: &str) -> Vec<&str> {
    let mut pieces = vec![value.trim()];
    for chunk in value.split([' ', ';', '\t', '\r', '\n']).map(|chunk| chunk.trim_matches(',')) {
        pieces.push(chunk);
        pieces.extend(chunk.split(','));
    }
    pieces.retain(|piece| piece.len() >= MIN_COMPARED_BYTES);
    let mut distinct: Vec<&str> = Vec::new();
    for piece in pieces {
        if !distinct.contains(&piece) {
            distinct.push(piece);
        }
    }
    distinct
}
