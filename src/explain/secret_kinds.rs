//! Values that are given as a secret and are none, told by their form.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{Secret, is_placeholder};

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Prefixes of credentials, and what they are.
const CREDENTIALS: [(&str, &str); 22] = [
    ("sk_live_", "a secret API key"),
    ("sk_test_", "a secret API key of the test mode"),
    ("pk_live_", "a publishable API key"),
    ("pk_test_", "a publishable API key of the test mode"),
    ("rk_live_", "a restricted API key"),
    ("rk_test_", "a restricted API key of the test mode"),
    ("sk-", "an API key"),
    ("ghp_", "a personal access token of GitHub"),
    ("github_pat_", "a personal access token of GitHub"),
    ("glpat-", "an access token of GitLab"),
    ("xoxb-", "a token of Slack"),
    ("xoxp-", "a token of Slack"),
    ("xapp-", "a token of Slack"),
    ("shpat_", "an access token of Shopify"),
    ("AKIA", "an access key of AWS"),
    ("ASIA", "an access key of AWS"),
    ("eyJ", "a JSON Web Token"),
    ("Bearer ", "the value of an Authorization header"),
    ("we_", "the id of an endpoint"),
    ("ep_", "the id of an endpoint"),
    ("-----BEGIN", "a key for asymmetric signatures"),
    ("ssh-", "a key for SSH"),
];

/// What a secret seems to be instead of a signing secret.
pub(super) fn wrong_kind(secret: &Secret) -> Option<&'static str> {
    let text = secret.text().trim();
    if let Some((_, kind)) = CREDENTIALS.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Some(kind);
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("${") || lower.starts_with("$(") || lower.starts_with("process.env") {
        return Some("the name of a variable, which nobody replaced by its value");
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some("an address");
    }
    let is_placeholder = !text.is_empty()
        && (is_placeholder(text) || lower.starts_with("your") || is_encoded_placeholder(text));
    is_placeholder.then_some("a placeholder")
}

/// Whether a secret is base64 of a placeholder, such as `whsec_c2VjcmV0`.
fn is_encoded_placeholder(text: &str) -> bool {
    let text = text.strip_prefix("v1,").unwrap_or(text);
    let decoded = text.strip_prefix("whsec_").and_then(|digits| BASE64.decode(digits).ok());
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.is_some_and(|text| is_placeholder(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_kind_is_named() {
        for (secret, kind) in [
            ("sk_live_abc", Some("a secret API key")),
            ("<secret>", Some("a placeholder")),
            ("XXXX", Some("a placeholder")),
            ("whsec_c2VjcmV0", Some("a placeholder")),
            ("v1,whsec_dGVzdC1zZWNyZXQ", Some("a placeholder")),
            ("whsec_c2luayBzZWNyZXQ=", None),
            ("your-own", Some("a placeholder")),
            ("${SECRET}", Some("the name of a variable, which nobody replaced by its value")),
            ("https://example.com", Some("an address")),
            ("whsec_plJ3nmyCDGBKInavdOK15jsl", None),
            ("", None),
        ] {
            assert_eq!(wrong_kind(&Secret::from(secret)), kind, "{secret}");
        }
    }
}
