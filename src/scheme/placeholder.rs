//! Placeholders: what stands in an example until the secret replaces it. Whoever
//! has read the example can sign with a placeholder.

/// Values that are printed in documents, this project's and those of providers,
/// in lower case and without `whsec_`.
const PUBLISHED: [&str; 6] = [
    "3xample0nly7qm2",
    "example-only-9f27c1e4",
    "it's a secret to everybody",
    "k3yf0rtesting",
    "k7x9m2p4q8r1t5w3",
    "mfkq9r8gkyqrtwjupd8ilpzio2lalasw",
];

/// The words of placeholders. A secret of these words alone is one, however they
/// are joined: `changeme`, `YOUR_WEBHOOK_SECRET`, `not-a-real-secret`.
const WORDS: &str = "
    a abc admin an api app auth bar baz bearer change client default demo dummy empty enter
    example fake fixme foo for goes here hmac hunter2 in insert it key letmein me my none
    not null passw0rd password paste placeholder put qwerty real replace s3cr3t s3cret
    sample secret shared signing some string super tbd test testing the this todo token top
    undefined value webhook with your
";

/// Characters in the order of the alphabet or of a keyboard.
const SEQUENCES: [&str; 3] =
    ["0123456789abcdef0123456789abcdef", "12345678901234567890", "abcdefghijklmnopqrstuvwxyz"];

/// The longest text that is split into words.
const MAX_LENGTH: usize = 64;

/// The longest number after the words, such as `test123`.
const MAX_DIGITS: usize = 4;

/// Whether a secret is a placeholder, such as `changeme`, `<secret>` or
/// `whsec_…`.
///
/// ```
/// use countersign::is_placeholder;
///
/// assert!(is_placeholder("YOUR_WEBHOOK_SECRET"));
/// assert!(!is_placeholder("whsec_plJ3nmyCDGBKInavdOK15jsl"));
/// ```
pub fn is_placeholder(secret: &str) -> bool {
    let text = secret.trim().to_ascii_lowercase();
    let text = text.strip_prefix("v1,").unwrap_or(&text);
    let text = text.strip_prefix("whsec_").unwrap_or(text);
    let is_within = |start, end| text.starts_with(start) && text.ends_with(end);
    if is_within("<", ">") || is_within("[", "]") || is_within("{", "}") || is_within("${", "}") {
        return true;
    }
    // A value that is shown only in part.
    if text.contains(['…', '•']) || text.ends_with("...") || PUBLISHED.contains(&text) {
        return true;
    }
    let is_separator = |char: char| char.is_ascii_punctuation() || char.is_ascii_whitespace();
    let letters: String = text.chars().filter(|char| !is_separator(*char)).collect();
    let mut chars = letters.chars();
    let first = chars.next();
    if chars.all(|char| Some(char) == first) || SEQUENCES.iter().any(|it| it.starts_with(&letters))
    {
        return true;
    }
    let words = letters.trim_end_matches(|char: char| char.is_ascii_digit());
    let has_few_digits = letters.len() - words.len() <= MAX_DIGITS && !words.is_empty();
    letters.len() <= MAX_LENGTH && (is_all_words(&letters) || has_few_digits && is_all_words(words))
}

/// Whether a text consists of [`WORDS`] alone.
fn is_all_words(text: &str) -> bool {
    let mut ends = vec![false; text.len() + 1];
    // A word may begin only where another ends.
    for start in 0..text.len() {
        if start > 0 && !ends.get(start).is_some_and(|is_end| *is_end) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        for word in WORDS.split_ascii_whitespace().filter(|word| rest.starts_with(word)) {
            if let Some(end) = ends.get_mut(start + word.len()) {
                *end = true;
            }
        }
    }
    ends.last().is_some_and(|is_end| *is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholder_is_recognised() {
        for secret in [
            "…",
            " … ",
            "...",
            "whsec_…",
            "whsec_...",
            "whsec_abc…",
            "sk_live_...",
            "••••••••",
            "********",
            "xxxxxxxx",
            "whsec_XXXXXXXXXXXXXXXX",
            "x",
            "-",
            "whsec_",
            "0000000000000000",
            "changeme",
            "CHANGEME",
            "Change-Me!",
            "change_this",
            "secret",
            "Secret",
            " secret\n",
            "secret123",
            "whsec_secret",
            "v1,whsec_secret",
            "whsec_changeme",
            "mysecret",
            "my-secret",
            "supersecret",
            "s3cr3t",
            "password",
            "passw0rd",
            "test",
            "test-secret",
            "testing123",
            "example",
            "placeholder",
            "todo",
            "null",
            "undefined",
            "YOUR_WEBHOOK_SECRET",
            "your-api-key-here",
            "your_signing_secret",
            "replace-with-your-secret",
            "REPLACE_ME",
            "insert secret here",
            "not-a-real-secret",
            "admin-token-admin-token",
            "<secret>",
            "<your webhook secret>",
            "[secret from the dashboard]",
            "{{SECRET}}",
            "${WEBHOOK_SECRET}",
            "12345678",
            "0123456789abcdef",
            "abcdefgh",
            "It's a Secret to Everybody",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            assert!(is_placeholder(secret), "{secret:?}");
        }
    }

    #[test]
    fn secret_is_no_placeholder() {
        for secret in [
            "a-secret-for-this-check",
            "whsec_optimo",
            "sales secret",
            "whsec_c2luayBzZWNyZXQ=",
            "9f27c1e4",
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "8f14e45fceea167a5a36dedd4bea2543",
            "test_51Hx9aQ2eZvKYlo2C",
            "key_8374598347598345",
            "20260412153211998877",
            "correct horse battery staple",
            "пароль",
            "密钥",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "<html",
        ] {
            assert!(!is_placeholder(secret), "{secret:?}");
        }
    }
}
