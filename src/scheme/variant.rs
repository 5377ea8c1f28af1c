//! Other forms in which a provider sends, and what tells each from the scheme's own.
//!
//! A variant is chosen before anything is verified by it: by how the signature
//! header begins, or by which member the signed body has. It is never chosen
//! because a signature happens to fit.

use std::marker::PhantomData;

use serde::Serialize;

use crate::{
    error::{Error, Result},
    json::{
        document::{Document, Fault},
        pointer::Pointer,
        value::Json,
    },
    request::HeaderTable,
    scheme::{
        Scheme, TimestampFormat,
        decode::{Members, Object, Place, Read},
        event::{EventFormat, EventPointers},
        signature::SignatureFormat,
        signature_base::SignatureBase,
        validate::{invalid, is_id},
    },
    verify::body_prefix::BodyPrefix,
};

/// No provider is known to send in more forms than two.
pub(crate) const MAX_VARIANTS: usize = 4;

/// Another form of a provider's requests, as it is written. It replaces what it
/// states, and has the scheme's algorithm, secret and data.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// Lower-case letters, digits and `-`.
    pub(crate) id: String,
    /// The document or the code that says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    /// What tells it from the scheme's own form.
    when: Condition,
    /// Where the signature is, and how it is written. Given with `signed_content`.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SignatureFormat>"))]
    signature: Json,
    /// Where the signed time is.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<TimestampFormat>"))]
    timestamp: Json,
    /// What is signed.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SignatureBase>"))]
    signed_content: Json,
    /// Where in the body the parts of its event are. What is left out is not there.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<EventPointers>"))]
    event: Json,
}

/// What tells a variant. One of the two is stated.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The signature header's value begins with this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_begins: Option<String>,
    /// The signed body has this member, ahead of the one that is the id of the
    /// scheme's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_has: Option<Pointer>,
}

/// The variants of a scheme, ready to be verified with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    /// Forms recognised by how the signature header begins, with that text.
    signed: Vec<(String, Scheme)>,
    /// Forms recognised by a member of the body: that, the variant's id, and where the
    /// parts of its events are.
    read: Vec<ReadForm>,
}

type ReadForm = (Pointer, String, EventFormat);

impl Members for Variant {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.needed("id", &mut self.id);
        object.optional("source", &mut self.source);
        object.needed("when", &mut self.when);
        let mut keep = |name, kept: &mut dyn Read| object.optional(name, kept);
        keep("signature", &mut AsWritten::<SignatureFormat>::into(&mut self.signature));
        keep("timestamp", &mut AsWritten::<TimestampFormat>::into(&mut self.timestamp));
        keep("signed_content", &mut AsWritten::<SignatureBase>::into(&mut self.signed_content));
        keep("event", &mut AsWritten::<EventPointers>::into(&mut self.event));
    }
}

/// What is read as strictly as the scheme's own, and kept as it is written.
struct AsWritten<'v, T> {
    json: &'v mut Json,
    kind: PhantomData<T>,
}

impl<'v, T> AsWritten<'v, T> {
    fn into(json: &'v mut Json) -> Self {
        Self { json, kind: PhantomData }
    }
}

impl<T: Read + Default> Read for AsWritten<'_, T> {
    fn read(&mut self, json: &Json, place: &mut Place) {
        None::<T>.read(json, place);
        self.json.clone_from(json);
    }
}

impl Members for Condition {
    fn members(&mut self, object: &mut Object<'_, '_>) {
        object.optional("signature_begins", &mut self.signature_begins);
        object.optional("body_has", &mut self.body_has);
    }
}

impl Condition {
    fn check(&self, of: &Scheme) -> Result<()> {
        match (&self.signature_begins, &self.body_has) {
            (Some(text), None) => {
                let format = &of.signature;
                if format.header.is_none() || !format.more_headers.is_empty() {
                    return invalid(
                        "signature_begins",
                        "the signature stands in no header, or in several",
                    );
                }
                match format.may_begin_with(text) {
                    true => invalid("signature_begins", "the scheme's own signatures may begin so"),
                    false => Ok(()),
                }
            }
            (None, Some(member)) => {
                let own = of.event.id_member().filter(|_| of.event.is_json() && !of.unsigned_body);
                match (own, member.names()) {
                    (None, _) => invalid(
                        "body_has",
                        "the scheme's own id is no member of a signed JSON body",
                    ),
                    (Some(own), [name]) if own != name => Ok(()),
                    _ => invalid(
                        "body_has",
                        "a member of the body itself is expected, other than the id",
                    ),
                }
            }
            _ => invalid("", "either `signature_begins` or `body_has` is expected"),
        }
    }
}

impl Variant {
    /// Sorts it in among the forms of its scheme, which is written as `json`.
    fn add_to(&self, forms: &mut Forms, of: &Scheme, json: &Json) -> Result<()> {
        if !is_id(&self.id) {
            return invalid("id", "lower-case letters, digits and - are expected");
        }
        self.when.check(of).map_err(|error| error.within("when"))?;
        let is_signed = !(self.signature.is_null() && self.signed_content.is_null());
        match (&self.when.signature_begins, &self.when.body_has) {
            (Some(begins), _) => {
                let overlaps = |(other, _): &(String, Scheme)| {
                    other.starts_with(begins.as_str()) || begins.starts_with(other.as_str())
                };
                if forms.signed.iter().any(overlaps) {
                    return invalid("when.signature_begins", "another variant's may begin so");
                }
                if self.signature.is_null() || self.signed_content.is_null() {
                    return invalid("signature", "it and `signed_content` are needed");
                }
                let mut form = Scheme::read(&self.written(json))?;
                form.variant_id = Some(self.id.clone());
                let (own, theirs) = (&of.signature, &form.signature);
                if theirs.header != own.header || !theirs.more_headers.is_empty() {
                    return invalid("signature.header", "it is the scheme's own");
                }
                if !theirs.always_begins_with(begins) {
                    let reason = "a signature in this form does not begin so";
                    return invalid("when.signature_begins", reason);
                }
                let others = forms.signed.iter().map(|(_, other)| other).chain([of]);
                if others.into_iter().any(|other| may_be_confused(&form, other)) {
                    let reason = "a request of another form may be read as one of this";
                    return invalid("signed_content", reason);
                }
                forms.signed.push((begins.clone(), form));
            }
            (None, Some(member)) => {
                if is_signed || !self.timestamp.is_null() {
                    let reason =
                        "what the body tells comes after the signature: `event` alone may differ";
                    return invalid("when.body_has", reason);
                }
                if self.event.is_null() {
                    return invalid("event", "it is missing, so nothing differs");
                }
                if forms.read.iter().any(|(other, ..)| other == member) {
                    return invalid("when.body_has", "another variant has it");
                }
                let form = Scheme::read(&self.written(json))?;
                if form.event.takes_content_sha256() {
                    return invalid("event.id", "what is signed is hashed for the scheme's own id");
                }
                forms.read.push((member.clone(), self.id.clone(), form.event));
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// As it would be written if it were a scheme for itself.
    pub(crate) fn written(&self, scheme: &Json) -> Json {
        let mut json = scheme.clone();
        json.remove("variants");
        if !self.signature.is_null() {
            json.set("signature", self.signature.clone());
            json.set("timestamp", self.timestamp.clone());
            json.set("signed_content", self.signed_content.clone());
        }
        if let (Json::Object(members), Some(event)) = (&self.event, json.member("event")) {
            for name in ["id", "type", "time", "time_unit", "tenant"] {
                event.remove(name);
            }
            for (name, value) in members {
                event.set(name, value.clone());
            }
        }
        json
    }
}

/// Whether what one form signs may be what the other one signs: then a request
/// could be sent again in the other form, and be another event.
fn may_be_confused(one: &Scheme, other: &Scheme) -> bool {
    let openings = [one, other].map(|form| form.signed_content.first_bytes(form.event.is_json()));
    match openings {
        [Some(one), Some(other)] => one.iter().any(|byte| other.contains(byte)),
        _ => true,
    }
}

impl Forms {
    /// Those of the variants of a scheme, which is written as `json`.
    pub(crate) fn of(scheme: &Scheme, json: &Json) -> Result<Self> {
        let mut forms = Self::default();
        for (index, variant) in scheme.variants.iter().enumerate() {
            let at = format!("variants[{index}]");
            if scheme.variants.iter().take(index).any(|other| other.id == variant.id) {
                return invalid(&format!("{at}.id"), "it is there twice");
            }
            variant.add_to(&mut forms, scheme, json).map_err(|error| error.within(&at))?;
        }
        Ok(forms)
    }

    pub(crate) fn signed_mut(&mut self) -> impl Iterator<Item = &mut Scheme> {
        self.signed.iter_mut().map(|(_, form)| form)
    }
}

impl Scheme {
    /// The ids of its variants.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.variants.iter().map(|variant| variant.id.as_str())
    }

    /// The form that a request is of, by its signature header.
    #[inline]
    pub(crate) fn form(&self, lines: &HeaderTable<'_>) -> &Scheme {
        if self.forms.signed.is_empty() { self } else { self.signed_form(lines) }
    }

    #[cold]
    #[inline(never)]
    fn signed_form(&self, lines: &HeaderTable<'_>) -> &Scheme {
        let header = self.signature.header.as_deref().unwrap_or_default();
        let Ok(value) = lines.value(Self::SIGNATURE, header) else {
            return self;
        };
        let is_it = |(begins, _): &&(String, Scheme)| value.starts_with(begins.as_bytes());
        self.forms.signed.iter().find(is_it).map_or(self, |(_, form)| form)
    }

    /// Whether the time of sending is signed in one of the scheme's forms, its own or
    /// another.
    pub fn may_sign_timestamp(&self) -> bool {
        self.signed_forms().any(Scheme::signs_timestamp)
    }

    /// Whether an event may say whose it is, in one of the scheme's forms.
    pub fn has_tenant(&self) -> bool {
        let read = self.forms.read.iter().map(|(.., format)| format);
        self.signed_forms().map(|form| &form.event).chain(read).any(EventFormat::has_tenant)
    }

    /// The scheme itself, and its variants that are signed otherwise.
    pub(crate) fn signed_forms(&self) -> impl Iterator<Item = &Scheme> {
        [self].into_iter().chain(self.forms.signed.iter().map(|(_, form)| form))
    }

    /// With what the signature header of a variant begins.
    pub fn variant_signatures(&self) -> impl Iterator<Item = &str> {
        self.forms.signed.iter().map(|(begins, _)| begins.as_str())
    }

    /// The variant of this name.
    pub(crate) fn find_variant(&self, id: &str) -> Result<&Variant> {
        let variant = self.variants.iter().find(|variant| variant.id == id);
        variant.ok_or_else(|| {
            Error::invalid_scheme("variants", &format!("there is none with the id `{id}`"))
        })
    }

    /// The form of this name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`] where there is none.
    pub(crate) fn variant(&self, id: &str) -> Result<&Scheme> {
        let variant = self.find_variant(id)?;
        let is_it = |(begins, _): &&(String, Scheme)| {
            Some(begins) == variant.when.signature_begins.as_ref()
        };
        Ok(self.forms.signed.iter().find(is_it).map_or(self, |(_, form)| form))
    }

    /// Where in this body the parts of the event are; `None` where more of the body
    /// is needed to know it. Of the members that tell, the first in the body counts.
    #[inline]
    pub(crate) fn event_format(&self, body: BodyPrefix<'_>) -> Option<&EventFormat> {
        if self.forms.read.is_empty() { Some(&self.event) } else { self.read_format(body) }
    }

    #[cold]
    #[inline(never)]
    fn read_format(&self, body: BodyPrefix<'_>) -> Option<&EventFormat> {
        match self.read_form(body) {
            Ok(form) => Some(form.map_or(&self.event, |(.., format)| format)),
            Err(Fault::Incomplete) => None,
            // The scheme's own form reports why a body is malformed.
            Err(Fault::Malformed) => Some(&self.event),
        }
    }

    /// The variant that a member of the body tells.
    fn read_form(&self, body: BodyPrefix<'_>) -> Result<Option<&ReadForm>, Fault> {
        let own = self.event.id_member().into_iter();
        let others = self.forms.read.iter().flat_map(|(member, ..)| member.names());
        let names: Vec<&str> = own.chain(others).map(String::as_str).collect();
        let first = Document::of(body).first_of(&names)?;
        Ok(first.and_then(|place| self.forms.read.get(place.checked_sub(1)?)))
    }

    /// The id of the variant that a body is of, where it is one.
    #[cfg(feature = "explain")]
    pub(crate) fn read_variant(&self, body: BodyPrefix<'_>) -> Option<&str> {
        let form = if self.forms.read.is_empty() { None } else { self.read_form(body).ok()? };
        form.map(|(_, id, _)| id.as_str())
    }

    /// Its own id among the variants of its scheme, where it is one of them.
    #[cfg(feature = "explain")]
    pub(crate) fn variant_id(&self) -> Option<&str> {
        self.variant_id.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The path of what is wrong with a scheme that has these variants.
    fn fault(variants: Value) -> Option<String> {
        fault_of(json!({}), variants)
    }

    fn fault_of(base: Value, variants: Value) -> Option<String> {
        match scheme(base, variants) {
            Err(Error::InvalidScheme { path, .. }) => Some(path),
            other => other.err().map(|error| error.to_string()),
        }
    }

    /// A scheme with these variants, and these members in place of its own.
    fn scheme(base: Value, variants: Value) -> Result<Scheme> {
        let mut scheme = json!({
            "id": "own",
            "signature": { "header": "X-Signature", "prefix": "sha256=", "encoding": "hex" },
            "signed_content": "{body}",
            "algorithm": "hmac-sha256",
            "secret": { "encoding": "utf8" },
            "event": { "format": "json", "id": "/id" },
            "variants": variants,
        });
        for (name, value) in base.as_object().into_iter().flatten() {
            scheme[name] = value.clone();
        }
        Scheme::from_json(&scheme.to_string())
    }

    fn timestamped() -> Value {
        json!({
            "id": "timestamped",
            "when": { "signature_begins": "t=" },
            "signature": {
                "header": "X-Signature", "encoding": "hex",
                "fields": { "separators": ",", "assign": "=", "signature": "v1", "timestamp": "t" },
            },
            "timestamp": { "unit": "s" },
            "signed_content": "{timestamp}.{body}",
        })
    }

    fn read() -> Value {
        json!({ "id": "read", "when": { "body_has": "/eventId" }, "event": { "id": "/eventId" } })
    }

    fn with(mut variant: Value, member: &str, value: Value) -> Value {
        variant[member] = value;
        variant
    }

    #[test]
    fn a_variant_that_is_not_told_apart_is_refused_with_the_path() {
        let mut header = timestamped()["signature"].clone();
        header["header"] = json!("X-Other");
        let when = |when: Value| with(timestamped(), "when", when);
        for (variants, path) in [
            (json!([timestamped(), read()]), None),
            (json!([timestamped(), timestamped()]), Some("variants[1].id")),
            (json!([with(read(), "id", "Read".into())]), Some("variants[0].id")),
            (json!([when(json!({}))]), Some("variants[0].when")),
            (
                json!([when(json!({ "signature_begins": "t=", "body_has": "/a" }))]),
                Some("variants[0].when"),
            ),
            (
                json!([when(json!({ "signature_begins": "" }))]),
                Some("variants[0].when.signature_begins"),
            ),
            (
                json!([when(json!({ "signature_begins": "v1=" }))]),
                Some("variants[0].when.signature_begins"),
            ),
            (
                json!([with(read(), "event", json!({ "id": "/k or content-sha256" }))]),
                Some("variants[0].event.id"),
            ),
            (
                json!([when(json!({ "signature_begins": "sha256=v" }))]),
                Some("variants[0].when.signature_begins"),
            ),
            (
                json!([when(json!({ "signature_begins": "sha" }))]),
                Some("variants[0].when.signature_begins"),
            ),
            (
                json!([
                    timestamped(),
                    with(
                        with(timestamped(), "id", "b".into()),
                        "when",
                        json!({ "signature_begins": "t=1" })
                    )
                ]),
                Some("variants[1].when.signature_begins"),
            ),
            (
                json!([with(timestamped(), "signature", header)]),
                Some("variants[0].signature.header"),
            ),
            (json!([with(timestamped(), "signature", Value::Null)]), Some("variants[0].signature")),
            (
                json!([with(timestamped(), "timestamp", Value::Null)]),
                Some("variants[0].signature.fields.timestamp"),
            ),
            (
                json!([with(timestamped(), "signed_content", "{body}".into())]),
                Some("variants[0].signed_content"),
            ),
            (json!([with(read(), "event", Value::Null)]), Some("variants[0].event")),
            (
                json!([with(read(), "signed_content", "{body}".into())]),
                Some("variants[0].when.body_has"),
            ),
            (
                json!([with(read(), "when", json!({ "body_has": "/id" }))]),
                Some("variants[0].when.body_has"),
            ),
            (
                json!([with(read(), "when", json!({ "body_has": "/a/b" }))]),
                Some("variants[0].when.body_has"),
            ),
            (json!([read(), with(read(), "id", "b".into())]), Some("variants[1].when.body_has")),
            (
                json!([with(read(), "event", json!({ "id": "/eventId", "time_unit": "ms" }))]),
                Some("variants[0].event.time_unit"),
            ),
            (json!([read(), read(), read(), read(), read()]), Some("variants")),
            (json!([with(read(), "misspelt", 1.into())]), Some("variants[0].misspelt")),
        ] {
            assert_eq!(fault(variants.clone()).as_deref(), path, "{variants}");
        }
    }

    #[test]
    fn a_variant_that_would_take_the_schemes_own_signatures_is_refused() {
        let own = |signature: Value| json!({ "signature": signature });
        let begins =
            |text: &str| json!([with(timestamped(), "when", json!({ "signature_begins": text }))]);
        let path = Some("variants[0].when.signature_begins".to_owned());
        let hex = own(json!({ "header": "X-Signature", "encoding": "hex" }));
        let base64 = own(json!({ "header": "X-Signature", "encoding": "base64" }));
        for base in [hex, base64] {
            assert_eq!(fault_of(base.clone(), begins("t")), path);
            assert_eq!(fault_of(base, begins("t=")), None);
        }
        let variant = timestamped();
        let fields = json!({
            "signature": variant["signature"],
            "timestamp": variant["timestamp"],
            "signed_content": "v1:{timestamp}.{body}",
        });
        assert_eq!(fault_of(fields, begins("t=")), path);
    }

    /// A request of one form must not be another event in another form.
    #[test]
    fn a_variant_whose_content_may_be_that_of_another_form_is_refused() {
        let content = |text: &str| json!([with(timestamped(), "signed_content", text.into())]);
        let path = Some("variants[0].signed_content".to_owned());
        // A body that is anything may begin with a time.
        let any = json!({ "event": { "format": "any", "id": "body-sha256" } });
        assert_eq!(fault_of(any, content("{timestamp}.{body}")), path);
        assert!(fault(content("{{timestamp}.{body}")).is_some());
        assert_eq!(fault(content("v1:{timestamp}.{body}")), None);
        let versioned = json!({ "signed_content": "v1:{body}" });
        assert_eq!(fault_of(versioned, content("v1:{timestamp}.{body}")), path);
        let same = json!({ "signature": { "header": "X-Signature", "prefix": "t=", "encoding": "hex" }, "timestamp": null, "signed_content": "{body}" });
        let mut variant = timestamped();
        for (name, value) in same.as_object().into_iter().flatten() {
            variant[name] = value.clone();
        }
        assert_eq!(fault(json!([variant])), path);
    }

    #[test]
    fn what_a_variant_signs_has_to_be_known_too() -> Result<()> {
        let url = with(timestamped(), "signed_content", "v1:{url}{timestamp}.{body}".into());
        let of = |variant: Value| scheme(json!({}), json!([variant]));
        assert!(of(url)?.signs_url());
        assert!(!of(timestamped())?.signs_url());
        assert!(of(timestamped())?.may_sign_timestamp());
        Ok(())
    }

    #[test]
    fn the_member_that_stands_first_tells_the_form_and_no_more_is_read() -> Result<()> {
        let scheme = Scheme::builtin("salesos")?;
        let form = |body: &str, is_whole: bool| {
            let bytes = body.as_bytes();
            let body = BodyPrefix { is_whole, ..BodyPrefix::whole(bytes) };
            let format = scheme.event_format(body)?;
            Some(format.id_member().map(String::as_str).unwrap_or_default().to_owned())
        };
        let of = |body: &str| form(body, true);
        assert_eq!(of(r#"{"id":1,"eventId":2}"#).as_deref(), Some("id"));
        assert_eq!(of(r#"{"event":0,"eventId":2,"id":1}"#).as_deref(), Some("eventId"));
        assert_eq!(of(r#"{"data":{"eventId":2}}"#).as_deref(), Some("id"));
        assert_eq!(of("no JSON").as_deref(), Some("id"));
        assert_eq!(form(r#"{"event":"lead.cre"#, false), None);
        assert_eq!(form(r#"{"event":"","eventId":"#, false).as_deref(), Some("eventId"));
        Ok(())
    }
}
