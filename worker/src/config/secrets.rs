//! Where in the configuration something stands, and the secrets that it names.

use super::{ConfigError, placeholder::is_placeholder};

/// Where in the configuration something stands.
pub(super) struct Path(pub(super) String);

impl Path {
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
    pub(super) fn get(&self, name: &str, at: &Path, key: &str) -> Result<String, ConfigError> {
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
