//! Edits of a secret's text.

use zeroize::Zeroizing;

use crate::{Scheme, explain::cause_code::CauseCode};

/// Common prefixes of secrets.
const PREFIXES: [&str; 8] =
    ["v1,whsec_", "whsec_", "v1,", "sha256=", "Bearer ", "Basic ", "secret=", "secret:"];

/// The longest unknown prefix.
const MAX_PREFIX: usize = 12;

/// A secret's text with one fault undone.
pub(super) struct SecretEdit {
    pub(super) code: CauseCode,
    /// Secret.
    pub(super) text: Zeroizing<String>,
    /// "A secret that …".
    pub(super) note: &'static str,
}

/// The edits of a secret: prefixes, quotation marks and white space added or
/// removed.
pub(super) fn secret_edits(scheme: &Scheme, text: &str) -> Vec<SecretEdit> {
    use CauseCode::{SecretPrefix, SecretQuoted, SecretWhitespace};
    let mut edits = Vec::new();
    let mut add = |code, edited: String, note| {
        if edited != text && !edited.is_empty() {
            edits.push(SecretEdit { code, text: Zeroizing::new(edited), note });
        }
    };
    let is_white_space =
        |c: char| c.is_whitespace() || "\u{feff}\u{200b}\u{200c}\u{200d}\u{2060}".contains(c);
    let trimmed = text.trim_matches(is_white_space);
    add(SecretWhitespace, trimmed.to_owned(), "has no white space around it");
    add(
        SecretWhitespace,
        text.trim_end_matches(['\r', '\n']).to_owned(),
        "has no line break at its end",
    );
    add(
        SecretWhitespace,
        text.chars().filter(|c| !is_white_space(*c)).collect(),
        "has no white space in it",
    );
    add(
        SecretWhitespace,
        text.trim_end_matches("\\n").trim_end_matches("\\r").to_owned(),
        "has no \\n at its end",
    );
    add(SecretWhitespace, text.replace("\\n", "\n"), "has line breaks where this one has \\n");
    for (white_space, note) in [
        ("\n", "has a line break (LF) at its end"),
        ("\r\n", "has a line break (CR LF) at its end"),
        ("\r", "has a CR at its end"),
        (" ", "has a blank at its end"),
        ("\t", "has a tab at its end"),
    ] {
        add(SecretWhitespace, format!("{text}{white_space}"), note);
    }
    add(SecretWhitespace, format!(" {text}"), "has a blank at its beginning");

    for quote in ['"', '\'', '`', '“', '‘', '<'] {
        let end = match quote {
            '“' => '”',
            '‘' => '’',
            '<' => '>',
            other => other,
        };
        let unquoted = text.strip_prefix(quote).unwrap_or(text);
        let unquoted = unquoted.strip_suffix(end).unwrap_or(unquoted);
        add(SecretQuoted, unquoted.to_owned(), "has no quotation marks around it");
        if quote.is_ascii() && quote != '<' {
            add(SecretQuoted, format!("{quote}{text}{end}"), "has quotation marks around it");
        }
    }

    let own_prefix = scheme.secret.prefix.as_deref();
    for prefix in PREFIXES.into_iter().chain(own_prefix) {
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
    let separators =
        text.match_indices(['_', '-', '.']).take_while(|(at, _)| *at <= MAX_PREFIX).take(2);
    for (at, separator) in separators {
        let rest = text.get(at + separator.len()..).unwrap_or_default();
        add(SecretPrefix, rest.to_owned(), "is without its prefix");
    }
    add(SecretPrefix, format!("whsec_{text}"), "begins with whsec_");
    edits
}
