//! What tells a variant, and that it tells it for certain.

use crate::{
    error::{Result, invalid},
    scheme::{Forms, Scheme, SignedForm, validate::is_id, variant::Variant},
};

impl Scheme {
    /// Refuses a variant that says too little or too much to be one.
    pub(crate) fn check_variant(&self, variant: &Variant, forms: &Forms) -> Result<()> {
        if !is_id(&variant.id) {
            return invalid("id", "lower-case letters, digits and - are expected");
        }
        match (&variant.when.signature_begins, &variant.when.body_has) {
            (Some(prefix), None) => self.check_signed_variant(variant, prefix, forms),
            (None, Some(_)) => self.check_body_variant(variant, forms),
            _ => invalid("when", "either `signature_begins` or `body_has` is expected"),
        }
    }

    fn check_signed_variant(&self, variant: &Variant, prefix: &str, forms: &Forms) -> Result<()> {
        let format = &self.signature;
        if format.header.is_none() || !format.more_headers.is_empty() {
            let reason = "the signature stands in no header, or in several";
            return invalid("when.signature_begins", reason);
        }
        if format.may_begin_with(prefix) {
            return invalid("when.signature_begins", "the scheme's own signatures may begin so");
        }
        let overlaps = |other: &SignedForm| {
            other.prefix.starts_with(prefix) || prefix.starts_with(&other.prefix)
        };
        if forms.signed.iter().any(overlaps) {
            return invalid("when.signature_begins", "another variant's may begin so");
        }
        if variant.signature.is_none() || variant.signed_content.is_none() {
            return invalid("signature", "it and `signed_content` are needed");
        }
        Ok(())
    }

    fn check_body_variant(&self, variant: &Variant, forms: &Forms) -> Result<()> {
        let member = variant.when.body_has.as_ref();
        let own = self.event.id_member().filter(|_| self.event.is_json() && !self.unsigned_body);
        let Some(own) = own else {
            let reason = "the scheme's own id is no member of a signed JSON body";
            return invalid("when.body_has", reason);
        };
        match member.map(|member| member.names()) {
            Some([name]) if own != name => {}
            _ => {
                let reason = "a member of the body itself is expected, other than the id";
                return invalid("when.body_has", reason);
            }
        }
        let is_signed = variant.signature.is_some() || variant.signed_content.is_some();
        if is_signed || variant.timestamp.is_some() {
            let reason = "what the body tells comes after the signature: `event` alone may differ";
            return invalid("when.body_has", reason);
        }
        if variant.event.is_none() {
            return invalid("event", "it is missing, so nothing differs");
        }
        if forms.read.iter().any(|other| Some(&other.member) == member) {
            return invalid("when.body_has", "another variant has it");
        }
        Ok(())
    }

    /// Refuses a form whose requests could be taken for those of another one.
    pub(crate) fn check_signed_form(&self, form: &SignedForm, forms: &Forms) -> Result<()> {
        let (own, theirs) = (&self.signature, &form.scheme.signature);
        if theirs.header != own.header || !theirs.more_headers.is_empty() {
            return invalid("signature.header", "it is the scheme's own");
        }
        if !theirs.always_begins_with(&form.prefix) {
            let reason = "a signature in this form does not begin so";
            return invalid("when.signature_begins", reason);
        }
        let others = forms.signed.iter().map(|other| &other.scheme).chain([self]);
        if others.into_iter().any(|other| may_be_confused(&form.scheme, other)) {
            let reason = "a request of another form may be read as one of this";
            return invalid("signed_content", reason);
        }
        Ok(())
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

#[cfg(all(test, feature = "json"))]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::Error;

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
        if let (Some(members), Value::Object(base)) = (scheme.as_object_mut(), base) {
            members.extend(base);
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
        if let Some(members) = variant.as_object_mut() {
            members.insert(member.to_owned(), value);
        }
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
}
