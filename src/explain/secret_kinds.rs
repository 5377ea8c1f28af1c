//! Values that are given as a secret and are none, told by their form.

use crate::Secret;

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

/// Words that stand in an example in place of a secret.
const PLACEHOLDERS: [&str; 13] = [
    "changeme",
    "change_me",
    "secret",
    "yoursecret",
    "your_secret",
    "your-secret",
    "webhook_secret",
    "undefined",
    "null",
    "none",
    "todo",
    "password",
    "test",
];

/// What a secret seems to be instead of a signing secret.
pub(super) fn wrong_kind(secret: &Secret) -> Option<&'static str> {
    let text = secret.text().trim();
    if let Some((_, kind)) = CREDENTIALS.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Some(kind);
    }
    let lower = text.to_ascii_lowercase();
    let is_bracketed = [('<', '>'), ('{', '}'), ('[', ']')]
        .iter()
        .any(|(open, close)| text.starts_with(*open) && text.ends_with(*close));
    if is_bracketed || PLACEHOLDERS.contains(&lower.as_str()) || lower.starts_with("your") {
        return Some("a placeholder");
    }
    if lower.starts_with("${") || lower.starts_with("$(") || lower.starts_with("process.env") {
        return Some("the name of a variable, which nobody replaced by its value");
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some("an address");
    }
    if text.len() >= 4 && text.bytes().all(|byte| b"xX*.#".contains(&byte)) {
        return Some("a placeholder");
    }
    None
}
