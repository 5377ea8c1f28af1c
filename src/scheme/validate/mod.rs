//! What makes a definition one that can be verified with.

pub(crate) mod challenges;
pub(crate) mod content;
pub(crate) mod signature;
pub(crate) mod variants;

use crate::{
    error::{Result, invalid},
    request::MAX_HEADERS,
    scheme::{Scheme, component::Component, definition::Definition},
};

/// The limits lie far above what any provider has.
const MAX_SEGMENTS: usize = 64;
const MAX_CHALLENGES: usize = 8;
const MAX_CONSTRAINTS: usize = 8;
const MAX_VARIANTS: usize = 4;

impl Definition {
    /// Refuses what has more of anything than a provider has, before anything
    /// else is done with it.
    pub(crate) fn check_limits(&self) -> Result<()> {
        if self.signed_content.size() > MAX_SEGMENTS {
            return invalid("signed_content", "it has more than 64 segments");
        }
        if self.signature.more_headers.len() > MAX_HEADERS {
            return invalid("signature.more_headers", "there are more than 8");
        }
        if self.constraints.len() > MAX_CONSTRAINTS {
            return invalid("equal", "there are more than 8");
        }
        if self.constraints.iter().flat_map(|it| &it.is).any(|it| it.size() > MAX_SEGMENTS) {
            return invalid("equal", "one has more than 64 segments");
        }
        if self.variants.len() > MAX_VARIANTS {
            return invalid("variants", "there are more than 4");
        }
        if self.challenges.len() > MAX_CHALLENGES {
            return invalid("handshakes", "there are more than 8");
        }
        let mut challenges = self.challenges.iter().enumerate();
        challenges.try_for_each(|(index, challenge)| challenge.check_limits(index))
    }
}

impl Scheme {
    /// Refuses a scheme that contradicts itself, or that protects nothing.
    pub(crate) fn validate(&self) -> Result<()> {
        if !is_id(self.id()) {
            return invalid("id", "lower-case letters, digits and - are expected");
        }
        self.check_headers()?;
        self.check_constraints()?;
        self.check_signature()?;
        self.check_timestamp()?;
        self.check_content()?;
        self.check_event()?;
        self.check_challenges()
    }

    pub(crate) fn check_headers(&self) -> Result<()> {
        let mut names: Vec<&str> = Vec::new();
        for (path, header) in &self.headers.names {
            if !is_header_name(header) {
                return invalid(path, &format!("`{header}` is no header's name"));
            }
            if names.iter().any(|known| known.eq_ignore_ascii_case(header)) {
                return invalid("signature.header", "a header has one meaning");
            }
            names.push(header);
            if names.len() > MAX_HEADERS {
                return invalid(path, "there are more than 8 headers in all");
            }
        }
        Ok(())
    }

    fn check_constraints(&self) -> Result<()> {
        for template in self.constraints.iter().flat_map(|it| &it.is) {
            if template.reads_unverified()
                || template.components().into_iter().any(Component::needs_key)
            {
                return invalid("equal", "it is compared with parts of the request");
            }
        }
        Ok(())
    }
}

/// Whether it may be the id of a scheme or of a variant.
pub(crate) fn is_id(text: &str) -> bool {
    let is_in_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_in_id)
}

/// Whether it may be a header's name (RFC 9110, section 5.6.2).
pub(crate) fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;
    use crate::error::Error;

    fn with(field: &str, value: serde_json::Value) -> Result<Scheme> {
        with_all([(field, value)])
    }

    fn with_all<const N: usize>(fields: [(&str, serde_json::Value); N]) -> Result<Scheme> {
        let mut scheme = serde_json::json!({
            "id": "own", "name": "Own", "source": "a test",
            "signature": { "header": "X-Signature", "encoding": "hex" },
            "signed_content": "{body}",
            "algorithm": "hmac-sha256",
            "secret": { "encoding": "utf8" },
            "event": { "format": "json", "id": "/id" },
        });
        if let Some(members) = scheme.as_object_mut() {
            members.extend(fields.map(|(field, value)| (field.to_owned(), value)));
        }
        Scheme::from_json(&scheme.to_string())
    }

    #[test]
    fn a_scheme_that_contradicts_itself_is_refused_with_the_path() {
        let header = |name: &str| serde_json::json!({ "header": name, "unit": "s" });
        let separator = |separator: &str| serde_json::json!({ "header": "X-S", "encoding": "hex", "separator": separator });
        let unsigned = |text: &str| {
            let answer = serde_json::json!({ "text": text });
            vec![serde_json::json!({ "method": "GET", "answer": answer })].into()
        };
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
            ("signed_content", "{[}{timestamp};{]}{body}".into(), "signed_content"),
            ("handshakes", unsigned("{timestamp}"), "handshakes[0].answer"),
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
    fn what_may_be_unsigned_has_an_id_that_is_not_made_of_what_is_signed() {
        let of = |id: &str| {
            let secret = serde_json::json!({ "encoding": "utf8", "optional": true });
            let event = serde_json::json!({ "format": "json", "id": id });
            with_all([("secret", secret), ("event", event)]).err()
        };
        for id in ["content-sha256", "/id or content-sha256"] {
            let found = of(id);
            let is_it = |path: &str| path == "event.id";
            assert!(
                matches!(&found, Some(Error::InvalidScheme { path, .. }) if is_it(path)),
                "{id}: {found:?}"
            );
        }
        assert_eq!(of("/id or body-sha256"), None);
    }

    #[test]
    fn nothing_is_signed_for_whoever_asks_that_an_event_may_say() {
        let refused = |content: &str, event: serde_json::Value, handshakes: serde_json::Value| {
            let scheme = serde_json::json!({
                "id": "own", "signature": { "header": "X-Signature", "encoding": "hex" },
                "signed_content": content, "algorithm": "hmac-sha256",
                "secret": { "encoding": "utf8" }, "event": event, "handshakes": handshakes,
            });
            match Scheme::from_json(&scheme.to_string()) {
                Err(Error::InvalidScheme { path, .. }) => path,
                other => format!("{:?}", other.err()),
            }
        };
        let id = |id: &str| serde_json::json!({ "format": "json", "id": id });
        let asks = serde_json::json!([
            { "method": "GET", "answer": { "text": "{hmac-hex:query:x}" } },
        ]);
        assert_eq!(refused("{body}", id("/id"), asks.clone()), "None");
        assert_eq!(refused("{body_sha256_hex}", id("/id"), asks), "signed_content");
        let none = serde_json::json!([]);
        assert_eq!(refused("{sorted_form}", id("content-sha256"), none.clone()), "None");
        assert_eq!(refused("{sorted_form}", id("/id or content-sha256"), none.clone()), "None");
        assert_eq!(refused("{sorted_form}", id("body-sha256"), none.clone()), "event.id");
        assert_eq!(refused("{sorted_form}", id("/id or body-sha256"), none), "event.id");
    }

    #[test]
    fn what_is_too_much_is_refused_at_once() {
        let began = std::time::Instant::now();
        let fields = |separators: &str| {
            let fields = serde_json::json!({
                "separators": separators, "assign": "=", "signature": "(a+)+$",
            });
            serde_json::json!({ "header": "X-S", "encoding": "hex", "fields": fields })
        };
        for (field, value, path) in [
            (
                "signed_content",
                format!("{}{{body}}", "{url}".repeat(10_000)).into(),
                "signed_content",
            ),
            (
                "signed_content",
                (0..10_000).map(|n| format!("{{header:A{n}}}")).collect::<String>().into(),
                "signed_content",
            ),
            ("signed_content", "{[}".repeat(10_000).into(), "signed_content"),
            ("signed_content", "{".repeat(100_000).into(), "signed_content"),
            ("signature", fields(&"a".repeat(100_000)), "signature.fields.separators"),
            (
                "handshakes",
                vec![serde_json::json!({ "method": "GET" }); 10_000].into(),
                "handshakes",
            ),
            ("equal", vec![serde_json::json!({ "part": "url" }); 10_000].into(), "equal"),
            ("algorithm", "md5".repeat(100_000).into(), "algorithm"),
            ("wrong".repeat(20_000).as_str(), 1.into(), "wrong".repeat(20_000).as_str()),
        ] {
            let found = match with(field, value) {
                Err(Error::InvalidScheme { path, .. }) => path,
                other => format!("{other:?}"),
            };
            assert_eq!(found, path);
        }
        // Nine of them, of which each has a hundredth of a second.
        assert!(began.elapsed().as_millis() < 900, "{:?}", began.elapsed());
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
