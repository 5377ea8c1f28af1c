//! Tokens: the secret itself in place of a signature.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::candidate::{HIDDEN_TOKEN, SignatureCandidate};
use crate::{Scheme, explain::cause_code::CauseCode, scheme::digest_encoding::Encoding};

/// Authentication schemes that are no part of the token.
const PREFIXES: [&str; 4] = ["Bearer ", "Basic ", "Token ", "token "];

/// The ways to read a token. The scheme's own comes first.
pub(super) fn candidates(scheme: &Scheme, text: &str) -> Vec<SignatureCandidate> {
    let format = &scheme.signature;
    let mut candidates = Vec::new();
    let mut add = |token: &str, prefix_fault: Option<CauseCode>| {
        let base64 = BASE64_STANDARD.decode(token).ok();
        let plain = Some(token.as_bytes().to_vec());
        let (expected, other) = match format.encoding {
            Encoding::Base64 => (base64, plain),
            _ => (plain, base64),
        };
        let encoding_fault = Some(CauseCode::SignatureEncoding);
        for (bytes, encoding_fault) in [(expected, None), (other, encoding_fault)] {
            let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { continue };
            candidates.push(SignatureCandidate {
                text: HIDDEN_TOKEN.to_owned(),
                bytes,
                faults: prefix_fault.into_iter().chain(encoding_fault).collect(),
                names_algorithm: false,
            });
        }
    };
    match text.strip_prefix(&format.prefix) {
        Some(token) => add(token, None),
        None => add(text, Some(CauseCode::SignaturePrefix)),
    }
    let is_quote = |c| "\"'`".contains(c);
    let unprefixed = PREFIXES.iter().filter_map(|prefix| text.strip_prefix(prefix));
    for token in unprefixed.chain([text.trim(), text.trim_matches(is_quote)]) {
        if token != text {
            add(token, Some(CauseCode::SignaturePrefix));
        }
    }
    candidates.sort_by_key(|candidate| candidate.faults.len());
    candidates
}
