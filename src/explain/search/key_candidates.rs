//! The keys that may have been derived from the secrets.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use zeroize::Zeroizing;

use super::{
    fingerprint::fingerprint,
    secret_edits::{SecretEdit, secret_edits},
};
use crate::{Scheme, Secret, explain::cause_code::CauseCode, scheme::secret::SecretEncoding};

/// A key, and the faults that it assumes.
pub(in crate::explain) struct KeyCandidate {
    pub(in crate::explain) codes: Vec<CauseCode>,
    /// The index of the secret that it is derived from.
    pub(in crate::explain) secret: usize,
    /// Secret.
    pub(in crate::explain) key: Zeroizing<Vec<u8>>,
    /// "A secret that …": one note for each code.
    pub(in crate::explain) notes: Vec<&'static str>,
}

/// The longest text that is edited.
const MAX_SECRET: usize = 4096;

/// The longest text that is edited twice.
const MAX_SECRET_EDITED_TWICE: usize = 512;

/// The candidates of all secrets, those with fewer faults first.
pub(super) fn key_candidates(scheme: &Scheme, secrets: &[Secret]) -> Vec<KeyCandidate> {
    let mut candidates: Vec<KeyCandidate> = Vec::new();
    for (index, secret) in secrets.iter().enumerate() {
        let text = secret.text();
        let other_fault = if index == 0 { None } else { Some(CauseCode::SecretOther) };
        let other_note = other_fault.map(|_| "is another one of those given");
        let mut add = |text: &str, codes: &[CauseCode], notes: &[&'static str]| {
            let codes: Vec<_> = other_fault.iter().chain(codes).copied().collect();
            let notes: Vec<_> = other_note.iter().chain(notes).copied().collect();
            let encoded = if codes.len() < 2 { encoded_keys(scheme, text) } else { vec![] };
            for (code, key, note) in scheme_key(scheme, text).into_iter().chain(encoded) {
                let (mut codes, mut notes) = (codes.clone(), notes.clone());
                codes.extend(code);
                notes.extend(code.map(|_| note));
                if !key.is_empty() {
                    candidates.push(KeyCandidate { codes, secret: index, key, notes });
                }
            }
        };
        add(text, &[], &[]);
        if text.len() > MAX_SECRET {
            continue;
        }
        for SecretEdit { code, text: edited, note } in secret_edits(scheme, text) {
            add(&edited, &[code], &[note]);
            // Another secret than the first has one fault already.
            if other_fault.is_some() || text.len() > MAX_SECRET_EDITED_TWICE {
                continue;
            }
            for again in secret_edits(scheme, &edited) {
                if again.code != code {
                    add(&again.text, &[code, again.code], &[note, again.note]);
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    candidates.sort_by_key(|candidate| candidate.codes.len());
    candidates.retain(|candidate| seen.insert(fingerprint(&candidate.key)));
    candidates
}

/// A key with the fault that it assumes, and a note on the secret.
type DerivedKey = (Option<CauseCode>, Zeroizing<Vec<u8>>, &'static str);

/// The key that the scheme derives from a text.
fn scheme_key(scheme: &Scheme, text: &str) -> Option<DerivedKey> {
    scheme.secret.key(&Secret::new(text)).ok().map(|key| (None, key, ""))
}

/// The keys that a text makes in another encoding.
fn encoded_keys(scheme: &Scheme, text: &str) -> Vec<DerivedKey> {
    let mut keys = Vec::new();
    let mut add = |key: Option<Vec<u8>>, note| {
        keys.extend(key.map(|key| (Some(CauseCode::SecretEncoding), Zeroizing::new(key), note)));
    };
    let prefix = scheme.secret.prefix.as_deref();
    let unprefixed = prefix.and_then(|prefix| text.strip_prefix(prefix));
    let unprefixed = unprefixed.or(text.strip_prefix("whsec_"));
    for text in [Some(text), unprefixed].into_iter().flatten() {
        if scheme.secret.encoding != SecretEncoding::Utf8 {
            add(Some(text.as_bytes().to_vec()), "is used as text, and not decoded");
        }
        add(decode_base64(text), "is base64, and is decoded");
        add(hex::decode(text).ok(), "is hex, and is decoded");
        add(
            Some(BASE64_STANDARD.encode(text).into_bytes()),
            "is encoded in base64 before it is used",
        );
        add(Some(hex::encode(text).into_bytes()), "is encoded in hex before it is used");
        add(Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()), "is used as UTF-16");
        add(decode_percent(text), "has its %XX decoded");
        if let Some(decoded) = decode_base64(text) {
            add(Some(hex::encode(decoded).into_bytes()), "is base64, and is used in hex");
        }
        if let Ok(decoded) = hex::decode(text) {
            add(
                Some(BASE64_STANDARD.encode(decoded).into_bytes()),
                "is hex, and is used in base64",
            );
        }
    }
    keys
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    [&STANDARD, &URL_SAFE]
        .into_iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

fn decode_percent(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    decoded.extend_from_slice(parts.next()?.as_bytes());
    let mut count = 0;
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        decoded.push(u8::from_str_radix(digits, 16).ok()?);
        decoded.extend_from_slice(rest.as_bytes());
        count += 1;
    }
    (count > 0).then_some(decoded)
}
