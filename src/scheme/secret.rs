//! What the provider and the receiver share.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::base64::Alphabet;

/// A secret as the provider shows it. Wiped from memory when it is dropped,
/// and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// `text` is secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// As it was given. Secret.
    #[cfg(feature = "explain")]
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How a scheme makes a key's bytes of a secret's text.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretFormat {
    /// How its text is read.
    pub(crate) encoding: SecretEncoding,
    /// A text that it may begin with, and that is not part of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<String>,
    /// The key stands behind the last of these characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<char>,
    /// Whether the provider sends unsigned requests where no secret is set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) optional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecretEncoding {
    /// The text's own bytes.
    Utf8,
    /// The text's own bytes, where they are ASCII: of such a text all forms of
    /// Unicode are the same, and a provider that makes one of them is understood.
    Ascii,
    /// Base64 of the standard alphabet, padded or not.
    Base64,
    /// Two hexadecimal digits a byte.
    Hex,
}

impl SecretFormat {
    /// The key's bytes, or what is wrong with the text.
    pub(crate) fn key(&self, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        let text = secret.0.as_str();
        let text =
            self.prefix.as_deref().and_then(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
        let text = match self.after {
            Some(mark) => text.rsplit_once(mark).map_or(text, |(_, rest)| rest),
            None => text,
        };
        let key = match self.encoding {
            SecretEncoding::Utf8 => text.as_bytes().to_vec(),
            SecretEncoding::Ascii if !text.is_ascii() => return Err("it is not ASCII"),
            SecretEncoding::Ascii => text.as_bytes().to_vec(),
            SecretEncoding::Base64 => {
                // Providers differ in whether they pad what they show to people.
                Alphabet::Standard.decode(text.as_bytes()).ok_or("it is not base64")?
            }
            SecretEncoding::Hex => {
                let mut key = vec![0; text.len() / 2];
                hex::decode_to_slice(text, &mut key).map_err(|_| "it is not hexadecimal")?;
                key
            }
        };
        if key.is_empty() { Err("it is empty") } else { Ok(Zeroizing::new(key)) }
    }
}
