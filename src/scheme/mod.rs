//! How a provider signs, as data.

#[cfg(feature = "builtin")]
pub(crate) mod builtin;
pub(crate) mod challenge;
pub(crate) mod component;
pub(crate) mod confidence;
pub(crate) mod constraint;
pub(crate) mod decode;
pub(crate) mod event;
mod facts;
pub(crate) mod retries;
pub(crate) mod secret;
pub(crate) mod signature;
pub(crate) mod signature_base;
pub(crate) mod signature_params;
pub(crate) mod validate;
pub(crate) mod variant;

use serde::Serialize;

use crate::{
    crypto::algorithm::Algorithm,
    error::{Error, Result},
    json::{
        de::{Fault, read_json},
        pointer::Pointer,
        value::Json,
    },
    request::{Header, HeaderTable},
    scheme::{
        challenge::Challenge,
        component::Component,
        confidence::Confidence,
        constraint::Constraint,
        decode::{Members, Object, read_document},
        event::EventFormat,
        retries::Retries,
        secret::SecretFormat,
        signature::SignatureFormat,
        signature_base::SignatureBase,
        variant::{Forms, Variant},
    },
    time::{Tolerance, Unit},
};

/// How one provider signs, and where its events' fields are. Built-in schemes
/// and a user's own are the same type, and the same JSON.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields, title = "Scheme"))]
pub struct Scheme {
    /// The JSON Schema by which editors complete a scheme.
    #[serde(default, rename = "$schema", skip_serializing)]
    _schema: Option<String>,
    /// Lower-case letters, digits and `-`.
    id: String,
    /// The provider's name. The id by default.
    #[serde(default)]
    name: String,
    /// The document that says so.
    #[serde(default)]
    source: String,
    /// Where the signature is, and how it is written.
    pub(crate) signature: SignatureFormat,
    /// Where the signed time is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<TimestampFormat>,
    /// Where the signed id is, for schemes that have one outside the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageIdFormat>,
    /// What is signed.
    pub(crate) signed_content: SignatureBase,
    /// Whether the body may be anything, and only what else is signed is
    /// authentic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unsigned_body: bool,
    /// What else must hold of an authentic request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) equal: Vec<Constraint>,
    /// How the digest is made.
    pub(crate) algorithm: Algorithm,
    /// How a key is made of the secret.
    pub(crate) secret: SecretFormat,
    /// How far the signed time may lie from now, in seconds.
    #[serde(default = "default_tolerance_s")]
    tolerance_s: u32,
    /// Where in a request the parts of its event are.
    pub(crate) event: EventFormat,
    /// What the provider asks before it sends any event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) handshakes: Vec<Challenge>,
    /// What the provider documents of its own deliveries.
    #[serde(default)]
    retries: Retries,
    /// Other forms in which the provider sends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) variants: Vec<Variant>,
    /// How far the scheme is to be trusted; none for one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence>,
    /// Where in the scheme each header stands that is read, and its name.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The place of the time's header among them, where it has one.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    timestamp_index: usize,
    /// The same of the id's header.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    message_id_index: usize,
    /// Its variants, each a scheme for itself.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub(crate) forms: Forms,
    /// Which of the variants of its scheme it is.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub(crate) variant_id: Option<String>,
}

/// Where the signed time is: in a header, in the field of the signature's
/// header, or in another part of the request.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct TimestampFormat {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Component>,
    pub(crate) unit: Unit,
}

/// Where the signed id is, for schemes that have one outside the body.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageIdFormat {
    pub(crate) header: String,
}

impl Members for TimestampFormat {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.optional("header", &mut self.header);
        object.optional("part", &mut self.part);
        object.needed("unit", &mut self.unit);
    }
}

impl Members for MessageIdFormat {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("header", &mut self.header);
    }
}

fn invalid(fault: Fault) -> Error {
    Error::InvalidScheme { path: fault.path, reason: fault.reason }
}

fn default_tolerance_s() -> u32 {
    300
}

impl Members for Scheme {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.optional("$schema", &mut self._schema);
        object.needed("id", &mut self.id);
        object.optional("name", &mut self.name);
        object.optional("source", &mut self.source);
        object.needed("signature", &mut self.signature);
        object.optional("timestamp", &mut self.timestamp);
        object.optional("message_id", &mut self.message_id);
        object.needed("signed_content", &mut self.signed_content);
        object.optional("unsigned_body", &mut self.unsigned_body);
        object.optional("equal", &mut self.equal);
        object.needed("algorithm", &mut self.algorithm);
        object.needed("secret", &mut self.secret);
        object.optional("tolerance_s", &mut self.tolerance_s);
        object.needed("event", &mut self.event);
        object.optional("handshakes", &mut self.handshakes);
        object.optional("retries", &mut self.retries);
        object.optional("variants", &mut self.variants);
        object.optional("confidence", &mut self.confidence);
    }
}

impl Scheme {
    /// Reads a scheme, and refuses one that contradicts itself.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`].
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_value(&read_json(json).map_err(invalid)?)
    }

    /// The same of one that stands in a larger document.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`].
    pub fn from_value(json: &Json) -> Result<Self> {
        let mut scheme = Self::read(json)?;
        let mut forms = Forms::of(&scheme, json)?;
        // A request's lines are found by name before it is known of what form it is.
        for form in forms.signed_mut() {
            let is_new =
                |(_, header): &&(&'static str, String)| scheme.header_index(header) == usize::MAX;
            let more: Vec<_> = form.headers.iter().filter(is_new).cloned().collect();
            scheme.headers.extend(more);
        }
        scheme.check_headers()?;
        scheme.find_indexes();
        for form in forms.signed_mut() {
            form.headers.clone_from(&scheme.headers);
            form.find_indexes();
        }
        scheme.forms = forms;
        Ok(scheme)
    }

    /// Reads a scheme without its variants.
    pub(crate) fn read(json: &Json) -> Result<Self> {
        let mut scheme = Self { tolerance_s: default_tolerance_s(), ..Self::default() };
        read_document(json, &mut scheme).map_err(invalid)?;
        if scheme.name.is_empty() {
            scheme.name.clone_from(&scheme.id);
        }
        scheme.check_sizes()?;
        scheme.headers = scheme.find_headers();
        scheme.check()?;
        Ok(scheme)
    }

    fn find_indexes(&mut self) {
        let timestamp = self.timestamp_header().map(|header| self.header_index(header));
        let id = self.message_id.as_ref().map(|format| self.header_index(&format.header));
        self.timestamp_index = timestamp.unwrap_or(usize::MAX);
        self.message_id_index = id.unwrap_or(usize::MAX);
    }

    /// The headers that are named, in the order of their places, and behind them
    /// those of other parts.
    pub(crate) fn find_headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        let mut add = |path, header: &str| headers.push((path, header.to_owned()));
        if let Some(header) = &self.signature.header {
            add("signature.header", header);
        }
        if let Some(header) = self.timestamp_header() {
            add("timestamp.header", header);
        }
        if let Some(format) = &self.message_id {
            add("message_id.header", &format.header);
        }
        self.signature.more_headers.iter().for_each(|it| add("signature.more_headers", it));

        let mut parts = self.signed_content.parts();
        self.equal.iter().for_each(|it| parts.extend(it.parts()));
        self.handshakes.iter().for_each(|it| parts.extend(it.parts()));
        for header in parts.into_iter().filter_map(Component::header) {
            if !headers.iter().any(|(_, known)| known.eq_ignore_ascii_case(header)) {
                headers.push(("signed_content", header.to_owned()));
            }
        }
        headers
    }

    /// The place of the signature's header among [`header_names`](Self::header_names),
    /// where it has one.
    pub(crate) const SIGNATURE: usize = 0;

    /// The place of the time's header, where it has one.
    #[inline]
    pub(crate) fn timestamp_index(&self) -> usize {
        self.timestamp_index
    }

    /// The place of the id's header, where there is one.
    #[inline]
    pub(crate) fn message_id_index(&self) -> usize {
        self.message_id_index
    }

    /// Those of a request's lines whose headers are read.
    pub(crate) fn lines<'h>(&self, headers: &[Header<'h>]) -> HeaderTable<'h> {
        let mut lines = HeaderTable::default();
        for (name, value) in headers {
            lines.add(self.header_index(name), value);
        }
        lines
    }

    /// The place of a header; of one that is not read, none that there is.
    pub(crate) fn header_index(&self, header: &str) -> usize {
        let is_it = |known: &str| known.eq_ignore_ascii_case(header);
        self.header_names().position(is_it).unwrap_or(usize::MAX)
    }

    /// The header of the signed time, where it has one of its own.
    #[inline]
    pub(crate) fn timestamp_header(&self) -> Option<&str> {
        self.timestamp.as_ref()?.header.as_deref()
    }

    /// The part of the request that the signed time is, where it is no header.
    #[inline]
    pub(crate) fn timestamp_component(&self) -> Option<(&Component, Unit)> {
        let format = self.timestamp.as_ref()?;
        Some((format.part.as_ref()?, format.unit))
    }

    /// What the time counts in, where it is read ahead of the body.
    #[inline]
    pub(crate) fn header_unit(&self) -> Option<Unit> {
        self.timestamp.as_ref().filter(|format| format.part.is_none()).map(|format| format.unit)
    }

    /// Where the signed time is, for people.
    #[cold]
    #[inline(never)]
    pub(crate) fn timestamp_name(&self) -> String {
        match &self.timestamp {
            Some(TimestampFormat { header: Some(header), .. }) => header.clone(),
            Some(TimestampFormat { part: Some(part), .. }) => part.text(),
            _ => self.signature.place(),
        }
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
        self.headers.iter().map(|(_, header)| header.as_str())
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

    /// Where the signature stands, as `query:signature`; none where that is a
    /// header.
    pub fn signature_component(&self) -> Option<String> {
        self.signature.part.clone().map(String::from)
    }

    /// Whether the provider sends without a signature where no secret is set.
    pub fn allows_unsigned(&self) -> bool {
        self.secret.optional
    }

    /// How far the scheme is to be trusted, where it is a built-in one.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence
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

#[cfg(test)]
mod tests {
    use super::*;

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
        for (field, value) in fields {
            scheme[field] = value;
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
