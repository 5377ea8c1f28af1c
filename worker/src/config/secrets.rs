//! Where in the configuration something stands, and the secrets that it names.

use countersign::is_placeholder;

use super::ConfigError;

/// The path of a table in the configuration.
pub(super) struct KeyPath(pub(super) String);

impl KeyPath {
    pub(super) fn error(&self, key: &str, reason: impl Into<String>) -> ConfigError {
        ConfigError::new(format!("{}.{key}", self.0), reason)
    }

    /// A name stands in addresses and in headers.
    pub(super) fn check_name(&self, name: &str) -> Result<(), ConfigError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&name.len()) && name.bytes().all(is_plain) {
            return Ok(());
        }
        Err(ConfigError::new(
            self.0.clone(),
            "a name is 1 to 64 letters, digits, hyphens and underscores",
        ))
    }
}

/// Finds secrets by name.
pub(super) struct Secrets<'a>(pub(super) &'a dyn Fn(&str) -> Option<String>);

impl Secrets<'_> {
    pub(super) fn get(&self, name: &str, at: &KeyPath, key: &str) -> Result<String, ConfigError> {
        // What is no name may be the secret itself, and is not repeated.
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(at.error(key, "the name of a secret is capital letters, digits and _"));
        }
        let secret = (self.0)(name)
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| at.error(key, format!("there is no secret {name:?}")))?;
        if is_placeholder(&secret) {
            let reason = format!(
                "the secret {name:?} is a placeholder; set the one that the other side has, or \
                 make one: openssl rand -base64 32"
            );
            return Err(at.error(key, reason));
        }
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a document has in place of a secret.
    fn examples(document: &str) -> impl Iterator<Item = &str> {
        let is_part = |char: char| char.is_alphanumeric() || "+/=…_-".contains(char);
        let signing = document
            .match_indices("whsec_")
            .filter_map(move |(at, _)| document.get(at..)?.split(|char| !is_part(char)).next())
            .filter(|secret| *secret != "whsec_");
        let variables = document.lines().filter_map(|line| {
            let line = line.trim();
            let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
            let is_name = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
            let is_secret = ["SECRET", "TOKEN", "KEY"].iter().any(|end| name.ends_with(end));
            (is_secret && name.bytes().all(is_name)).then(|| value.trim_matches('"'))
        });
        signing.chain(variables)
    }

    #[test]
    fn every_example_secret_of_the_documents_is_a_placeholder() {
        let documents = [
            include_str!("../../../README.md"),
            include_str!("../../../pkg/README.md"),
            include_str!("../../../docs/admin.md"),
            include_str!("../../../docs/configuration.md"),
            include_str!("../../../docs/deploy.md"),
            include_str!("../../../docs/explain.md"),
            include_str!("../../../docs/own-schemes.md"),
            include_str!("../../../docs/recipes/optimocms-to-hubspot.md"),
            include_str!("../../../docs/self-hosting.md"),
            include_str!("../../../xtask/dist/README.md"),
            include_str!("../../../xtask/dist/secrets.env.example"),
            include_str!("../../../pages/debugger/src/state/examples.ts"),
        ];
        let examples: Vec<_> = documents.into_iter().flat_map(examples).collect();
        assert!(examples.len() >= 10, "{examples:?}");
        let missed: Vec<_> = examples.into_iter().filter(|it| !is_placeholder(it)).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
}
