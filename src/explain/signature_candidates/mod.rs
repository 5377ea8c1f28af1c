//! The request's signatures, decoded in every way that is likely.

mod candidate;
mod decode;
mod loose;
mod token;

pub(super) use candidate::{MIN_COMPARED_BYTES, MIN_PROOF_BYTES, SignatureCandidate};

use super::{cause_code::CauseCode, located_fields::LocatedFields, verification::read_digests};
use crate::{Scheme, crypto::algorithm::Algorithm};

/// The largest total size of the signatures that are decoded.
const MAX_TOTAL_SIZE: usize = 16 * 1024;

/// The number of candidates that are compared with every digest.
const MAX_CANDIDATES: usize = 64;

/// All candidates of all signatures. Those in the scheme's format come first.
pub(super) fn candidates(scheme: &Scheme, fields: &LocatedFields<'_>) -> Vec<SignatureCandidate> {
    let mut candidates: Vec<SignatureCandidate> = Vec::new();
    let mut left = MAX_TOTAL_SIZE;
    for field in fields.signatures() {
        let values = field.all_values();
        let is_repeated = values.len() > 1;
        for value in &values {
            let Some(rest) = left.checked_sub(value.len() + 1) else { continue };
            left = rest;
            for mut candidate in of_value(scheme, value) {
                if is_repeated {
                    candidate.faults.insert(0, CauseCode::MultipleSignatures);
                    candidate.faults.dedup();
                }
                add(&mut candidates, candidate);
            }
        }
    }
    candidates.truncate(MAX_CANDIDATES);
    candidates
}

fn of_value(scheme: &Scheme, value: &[u8]) -> Vec<SignatureCandidate> {
    let text = String::from_utf8_lossy(value);
    if scheme.algorithm == Algorithm::Token {
        return token::candidates(scheme, &text);
    }
    let digests = read_digests(scheme, value);
    let strict = digests.iter().map(|digest| SignatureCandidate {
        text: text.clone().into_owned(),
        bytes: digest.bytes().to_vec(),
        faults: vec![],
        names_algorithm: false,
    });
    strict.chain(loose::candidates(scheme, &text, !digests.is_empty())).collect()
}

/// Adds a candidate, unless an earlier one has the same bytes.
fn add(candidates: &mut Vec<SignatureCandidate>, candidate: SignatureCandidate) {
    if candidates.iter().all(|other| other.bytes != candidate.bytes) {
        candidates.push(candidate);
    }
}
