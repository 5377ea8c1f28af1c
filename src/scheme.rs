//! How a provider signs, as data.

use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    algorithm::Algorithm,
    event::EventFormat,
    pointer::Pointer,
    read::read_json,
    secret::SecretFormat,
    signature::SignatureFormat,
    template::{Segment, Template},
    timestamp::{Tolerance, Unit},
};

/// How one provider signs, and where its events' fields are. Built-in schemes
/// and a user's own are the same type, and the same JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    id: String,
    name: String,
    /// The document that says so.
    source: String,
    pub(crate) signature: SignatureFormat,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<TimestampFormat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageIdFormat>,
    pub(crate) signed_content: Template,
    pub(crate) algorithm: Algorithm,
    pub(crate) secret: SecretFormat,
    #[serde(default = "default_tolerance_s")]
    tolerance_s: u32,
    pub(crate) event: EventFormat,
    #[serde(default)]
    retries: Retries,
}

/// Where the signed time is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimestampFormat {
    pub(crate) header: String,
    pub(crate) unit: Unit,
}

/// Where the signed id is, for schemes that have one outside the body.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageIdFormat {
    pub(crate) header: String,
}

/// What a provider documents of its own deliveries.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// How often it tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// How long it waits before each of them, in seconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delays_s: Vec<u32>,
    /// How long it waits for an answer, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_within_s: Option<u32>,
    /// After how many failures in a row it gives the receiver up for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_after_failures: Option<u32>,
}

impl Retries {
    /// The time from the first attempt to the last, in seconds, as far as the
    /// provider documents it.
    pub fn horizon_s(&self) -> u64 {
        self.delays_s.iter().copied().map(u64::from).sum()
    }
}

fn default_tolerance_s() -> u32 {
    300
}

impl Scheme {
    /// Reads a scheme, and refuses one that contradicts itself.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`].
    pub fn from_json(json: &str) -> Result<Self> {
        let scheme: Self =
            read_json(json).map_err(|fault| Error::invalid_scheme(fault.path, fault.reason))?;
        scheme.check()?;
        Ok(scheme)
    }

    fn check(&self) -> Result<()> {
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.id.is_empty() || !self.id.bytes().all(is_id) {
            return Err(Error::invalid_scheme(
                "id",
                "lower-case letters, digits and - are expected",
            ));
        }
        for (path, header) in self.headers() {
            if header.is_empty() || !header.bytes().all(is_token) {
                return Err(Error::invalid_scheme(path, format!("`{header}` is no header's name")));
            }
        }
        let names: Vec<_> = self.header_names().map(str::to_ascii_lowercase).collect();
        if names.iter().any(|name| names.iter().filter(|other| *other == name).count() > 1) {
            return Err(Error::invalid_scheme("signature.header", "a header has one meaning"));
        }
        let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        if self.signature.separator.is_some_and(is_digit) {
            return Err(Error::invalid_scheme("signature.separator", "a signature may contain it"));
        }
        let content = |reason| Err(Error::invalid_scheme("signed_content", reason));
        if !self.signed_content.has_one_body() {
            return content("{body} must be there, and once, or the body would not be protected");
        }
        if self.signed_content.contains(&Segment::Timestamp) != self.timestamp.is_some() {
            return content("{timestamp} and the field `timestamp` need each other");
        }
        if self.signed_content.contains(&Segment::Id) != self.message_id.is_some() {
            return content("{id} and the field `message_id` need each other");
        }
        if self.event.takes_message_id() && self.message_id.is_none() {
            return Err(Error::invalid_scheme("event.id", "the field `message_id` is missing"));
        }
        Ok(())
    }

    /// The places of the headers among [`header_names`](Self::header_names).
    pub(crate) const SIGNATURE: usize = 0;
    pub(crate) const TIMESTAMP: usize = 1;

    pub(crate) fn message_id_place(&self) -> usize {
        if self.signs_timestamp() { Self::TIMESTAMP + 1 } else { Self::TIMESTAMP }
    }

    /// Where in the scheme each header stands, and its name.
    fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let timestamp = self.timestamp.as_ref().map(|format| format.header.as_str());
        let id = self.message_id.as_ref().map(|format| format.header.as_str());
        [
            ("signature.header", Some(self.signature.header.as_str())),
            ("timestamp.header", timestamp),
            ("message_id.header", id),
        ]
        .into_iter()
        .filter_map(|(path, header)| Some((path, header?)))
    }

    /// Its id, as `bottlecrm`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document that the scheme was taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The headers that are read to verify a request, as the provider writes
    /// them.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers().map(|(_, header)| header)
    }

    /// Whether the time of sending is part of what is signed. Where it is
    /// not, a captured request verifies for ever.
    pub fn signs_timestamp(&self) -> bool {
        self.timestamp.is_some()
    }

    /// Whether the events' ids are made of the whole body, for hosts that hash
    /// it by themselves.
    pub fn hashes_body(&self) -> bool {
        self.event.takes_body_sha256()
    }

    /// Whether the provider sends without a signature where no secret is set.
    pub fn allows_unsigned(&self) -> bool {
        self.secret.optional
    }

    /// How far a signed time may lie from now.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance::Seconds(self.tolerance_s)
    }

    /// The event types that the provider documents.
    pub fn event_types(&self) -> &[String] {
        &self.event.types
    }

    /// Where in the body the part is that is the event's own: the names of the
    /// members that lead to it, none where the provider sets no part apart.
    pub fn data_path(&self) -> &[String] {
        self.event.data.as_ref().map_or(&[], Pointer::names)
    }

    /// What the provider documents of its own deliveries.
    pub fn retries(&self) -> &Retries {
        &self.retries
    }
}

/// Whether a byte may stand in a header's name (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(field: &str, value: serde_json::Value) -> Result<Scheme> {
        let mut scheme = serde_json::json!({
            "id": "own", "name": "Own", "source": "a test",
            "signature": { "header": "X-Signature", "encoding": "hex" },
            "signed_content": "{body}",
            "algorithm": "hmac-sha256",
            "secret": { "encoding": "utf8" },
            "event": { "format": "json", "id": "/id" },
        });
        scheme[field] = value;
        Scheme::from_json(&scheme.to_string())
    }

    #[test]
    fn a_scheme_that_contradicts_itself_is_refused_with_the_path() {
        let header = |name: &str| serde_json::json!({ "header": name, "unit": "s" });
        let separator = |separator: &str| serde_json::json!({ "header": "X-S", "encoding": "hex", "separator": separator });
        for (field, value, path) in [
            ("id", "Own".into(), "id"),
            ("signed_content", "{timestamp}.{body}".into(), "signed_content"),
            ("signed_content", "{id}.{body}".into(), "signed_content"),
            ("signed_content", "".into(), "signed_content"),
            ("timestamp", header("X-Time"), "signed_content"),
            ("timestamp", header("X Time"), "timestamp.header"),
            ("event", serde_json::json!({ "format": "any", "id": "message-id" }), "event.id"),
            ("timestamp", header("x-signature"), "signature.header"),
            ("signature", separator("a"), "signature.separator"),
        ] {
            let error = with(field, value).err();
            let found = match &error {
                Some(Error::InvalidScheme { path, .. }) => Some(path.as_str()),
                _ => None,
            };
            assert_eq!(found, Some(path), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_scheme_is_refused() {
        for (field, value) in [
            ("signed_content", "{body".into()),
            ("signed_content", "{body}{nonce}".into()),
            ("algorithm", "md5".into()),
            ("misspelt", "x".into()),
            ("event", serde_json::json!({ "format": "json", "id": "id" })),
        ] {
            assert!(matches!(with(field, value), Err(Error::InvalidScheme { .. })), "{field}");
        }
    }

    #[cfg(feature = "builtin")]
    #[test]
    fn a_scheme_survives_being_written_and_read() -> Result<()> {
        for id in crate::builtin_ids() {
            let json = serde_json::to_string(&Scheme::builtin(id)?).unwrap_or_default();
            let again = serde_json::to_string(&Scheme::from_json(&json)?).unwrap_or_default();
            assert_eq!(json, again);
        }
        Ok(())
    }
}
