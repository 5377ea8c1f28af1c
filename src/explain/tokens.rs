//! Tokens: the secret itself, in place of a signature.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{CauseCode, ranked::ranked, received::Reading};
use crate::{Scheme, scheme::signature::Encoding};

/// What may stand ahead of a token that is none of it.
const PREFIXES: [&str; 4] = ["Bearer ", "Basic ", "Token ", "token "];

/// The ways of reading a token. The scheme's own comes first.
pub(super) fn readings(scheme: &Scheme, text: &str) -> Vec<Reading> {
    let format = &scheme.signature;
    let mut readings = Vec::new();
    let mut add = |token: &str, prefix: Option<CauseCode>| {
        let base64 = BASE64_STANDARD.decode(token).ok();
        let plain = Some(token.as_bytes().to_vec());
        let (own, other) = match format.encoding {
            Encoding::Base64 => (base64, plain),
            _ => (plain, base64),
        };
        let encoding = Some(CauseCode::SignatureEncoding);
        for (bytes, encoding) in [(own, None), (other, encoding)] {
            let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { continue };
            readings.push(Reading {
                header: String::new(),
                // It is not for showing.
                text: "…".to_owned(),
                bytes,
                faults: prefix.into_iter().chain(encoding).collect(),
                names_algorithm: false,
            });
        }
    };
    match text.strip_prefix(&format.prefix) {
        Some(token) => add(token, None),
        None => add(text, Some(CauseCode::SignaturePrefix)),
    }
    let is_quote = |c| "\"'`".contains(c);
    let bare = PREFIXES.iter().filter_map(|prefix| text.strip_prefix(prefix));
    for token in bare.chain([text.trim(), text.trim_matches(is_quote)]) {
        if token != text {
            add(token, Some(CauseCode::SignaturePrefix));
        }
    }
    ranked(readings, |reading| reading.faults.len())
}
