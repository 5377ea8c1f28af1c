//! The keys that may have been made of the secrets.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use zeroize::Zeroizing;

use super::engine::fingerprint;
use crate::{
    Scheme, Secret,
    explain::{CauseCode, ranked::ranked},
    scheme::secret::SecretEncoding,
};

/// A key, and what has to be wrong for it to be the right one.
pub(in crate::explain) struct KeyGuess {
    pub(in crate::explain) codes: Vec<CauseCode>,
    /// The place of the secret that it is made of.
    pub(in crate::explain) secret: usize,
    /// Secret.
    pub(in crate::explain) key: Zeroizing<Vec<u8>>,
    /// What the secret is that signed: "the secret …".
    pub(in crate::explain) notes: Vec<&'static str>,
}

/// More than this is no secret's text.
const MAX_SECRET: usize = 4096;

/// With more than this nothing else is the matter where one thing is.
const MAX_SECRET_EDITED_TWICE: usize = 512;

/// The keys for the secrets, those with fewer faults first.
pub(in crate::explain) fn keys(scheme: &Scheme, secrets: &[Secret]) -> Vec<KeyGuess> {
    let mut guesses: Vec<KeyGuess> = Vec::new();
    for (index, secret) in secrets.iter().enumerate() {
        let text = secret.text();
        let other = if index == 0 { None } else { Some(CauseCode::SecretOther) };
        let note = other.map(|_| "is another one of those given");
        let mut add = |text: &str, codes: &[CauseCode], notes: &[&'static str]| {
            let start: Vec<_> = other.iter().chain(codes).copied().collect();
            let said: Vec<_> = note.iter().chain(notes).copied().collect();
            let encoded = if start.len() < 2 { encoded(scheme, text) } else { vec![] };
            for (code, key, note) in own(scheme, text).into_iter().chain(encoded) {
                let mut codes = start.clone();
                codes.extend(code);
                let mut notes = said.clone();
                notes.extend(code.map(|_| note));
                if !key.is_empty() {
                    guesses.push(KeyGuess { codes, secret: index, key, notes });
                }
            }
        };
        add(text, &[], &[]);
        if text.len() > MAX_SECRET {
            continue;
        }
        for (code, edited, note) in edits(scheme, text) {
            add(&edited, &[code], &[note]);
            // That it is another one is a fault, too.
            if other.is_some() || text.len() > MAX_SECRET_EDITED_TWICE {
                continue;
            }
            for (again, twice, note_again) in edits(scheme, &edited) {
                if again != code {
                    add(&twice, &[code, again], &[note, note_again]);
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut guesses = ranked(guesses, |guess| guess.codes.len());
    guesses.retain(|guess| seen.insert(fingerprint(&guess.key)));
    guesses
}

/// The secret's text in other ways, and what is then wrong with it.
fn edits(scheme: &Scheme, text: &str) -> Vec<(CauseCode, Zeroizing<String>, &'static str)> {
    use CauseCode::{SecretPrefix, SecretQuoted, SecretWhitespace};
    let mut edits = Vec::new();
    let mut add = |code, edited: String, note| {
        if edited != text && !edited.is_empty() {
            edits.push((code, Zeroizing::new(edited), note));
        }
    };
    let is_blank =
        |c: char| c.is_whitespace() || "\u{feff}\u{200b}\u{200c}\u{200d}\u{2060}".contains(c);
    let trimmed = text.trim_matches(is_blank);
    add(SecretWhitespace, trimmed.to_owned(), "has no white space around it");
    add(
        SecretWhitespace,
        text.trim_end_matches(['\r', '\n']).to_owned(),
        "has no line break at its end",
    );
    add(
        SecretWhitespace,
        text.chars().filter(|c| !is_blank(*c)).collect(),
        "has no white space in it",
    );
    add(
        SecretWhitespace,
        text.trim_end_matches("\\n").trim_end_matches("\\r").to_owned(),
        "has no \\n at its end",
    );
    add(SecretWhitespace, text.replace("\\n", "\n"), "has line breaks where this one has \\n");
    for (blank, note) in [
        ("\n", "has a line break (LF) at its end"),
        ("\r\n", "has a line break (CR LF) at its end"),
        ("\r", "has a CR at its end"),
        (" ", "has a blank at its end"),
        ("\t", "has a tab at its end"),
    ] {
        add(SecretWhitespace, format!("{text}{blank}"), note);
    }
    add(SecretWhitespace, format!(" {text}"), "has a blank at its beginning");

    for quote in ['"', '\'', '`', '“', '‘', '<'] {
        let end = match quote {
            '“' => '”',
            '‘' => '’',
            '<' => '>',
            other => other,
        };
        let bare = text.strip_prefix(quote).unwrap_or(text);
        let bare = bare.strip_suffix(end).unwrap_or(bare);
        add(SecretQuoted, bare.to_owned(), "has no quotation marks around it");
        if quote.is_ascii() && quote != '<' {
            add(SecretQuoted, format!("{quote}{text}{end}"), "has quotation marks around it");
        }
    }

    let own = scheme.secret.prefix.as_deref();
    let known =
        ["v1,whsec_", "whsec_", "v1,", "sha256=", "Bearer ", "Basic ", "secret=", "secret:"];
    for prefix in known.into_iter().chain(own) {
        if let Some(rest) = text.strip_prefix(prefix) {
            add(SecretPrefix, rest.to_owned(), "is without its prefix");
        }
    }
    if let Some((name, rest)) = text.split_once(['=', ':'])
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_- ".contains(&byte))
    {
        add(
            SecretPrefix,
            rest.trim_start().to_owned(),
            "is what stands behind the variable's name",
        );
    }
    let marks = text.match_indices(['_', '-', '.']).take_while(|(at, _)| *at <= 12).take(2);
    for (at, mark) in marks {
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        add(SecretPrefix, rest.to_owned(), "is without its prefix");
    }
    add(SecretPrefix, format!("whsec_{text}"), "begins with whsec_");
    edits
}

/// A key, what has to be wrong for it, and what the secret then is.
type Made = (Option<CauseCode>, Zeroizing<Vec<u8>>, &'static str);

/// The key that the scheme makes of a text.
fn own(scheme: &Scheme, text: &str) -> Option<Made> {
    scheme.secret.key(&Secret::new(text)).ok().map(|key| (None, key, ""))
}

/// The keys that a text stands for in another encoding.
fn encoded(scheme: &Scheme, text: &str) -> Vec<Made> {
    let mut keys = Vec::new();
    let mut add = |key: Option<Vec<u8>>, note| {
        keys.extend(key.map(|key| (Some(CauseCode::SecretEncoding), Zeroizing::new(key), note)));
    };
    let bare = scheme.secret.prefix.as_deref().and_then(|prefix| text.strip_prefix(prefix));
    let bare = bare.or(text.strip_prefix("whsec_"));
    for text in [Some(text), bare].into_iter().flatten() {
        if scheme.secret.encoding != SecretEncoding::Utf8 {
            add(Some(text.as_bytes().to_vec()), "is used as text, and not decoded");
        }
        add(base64(text), "is base64, and is decoded");
        add(hex::decode(text).ok(), "is hex, and is decoded");
        add(
            Some(BASE64_STANDARD.encode(text).into_bytes()),
            "is encoded in base64 before it is used",
        );
        add(Some(hex::encode(text).into_bytes()), "is encoded in hex before it is used");
        add(Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()), "is used as UTF-16");
        add(percent(text), "has its %XX decoded");
        if let Some(decoded) = base64(text) {
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

fn base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    [&STANDARD, &URL_SAFE]
        .into_iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

fn percent(text: &str) -> Option<Vec<u8>> {
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
