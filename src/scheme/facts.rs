//! What has to be known of a scheme to use it, as the checked scheme has it. The npm
//! package and the debugger ask here, and do not look into a scheme's JSON.

use crate::{
    crypto::mac_input::joined,
    error::{Result, json::push_text},
    request::Request,
    scheme::{Scheme, component::Component, signature_base::BaseValues},
    time::Tolerance,
};

impl Scheme {
    /// What has to be known of where a request was sent to verify it: of `method`,
    /// `url` (up to its query) and `query`.
    pub fn target_components(&self) -> impl Iterator<Item = &'static str> {
        let components = self.verified_components();
        let reads = |is_it: fn(&Component) -> bool| components.iter().any(|it| is_it(it));
        let kinds = [
            ("method", reads(|it| *it == Component::Method)),
            ("url", reads(|it| it.is_of_url() && !it.is_query())),
            ("query", reads(Component::is_query)),
        ];
        kinds.into_iter().filter(|(_, is_read)| *is_read).map(|(kind, _)| kind)
    }

    /// The components that an event's request is verified by beside its whole body and
    /// its signature, as schemes write them: `header:X-Nonce`, `query:token`, `/id`.
    pub fn components(&self) -> Vec<String> {
        let mut components = self.signed_content.components();
        self.constraints.iter().for_each(|it| components.extend(it.others()));
        components.extend(self.constraints.iter().map(|it| &it.part));
        components.extend(self.timestamp_component().map(|(component, _)| component));
        let mut written: Vec<String> = Vec::new();
        for component in components {
            let has_name = matches!(
                component,
                Component::Header(_)
                    | Component::Query(_)
                    | Component::Form(_)
                    | Component::Body(_)
                    | Component::SortedForm
            );
            let text = component.text();
            if has_name && !written.contains(&text) {
                written.push(text);
            }
        }
        written
    }

    /// Whether the body has to be a form.
    pub fn takes_form(&self) -> bool {
        let is_of_form =
            |component: &Component| matches!(component, Component::Form(_) | Component::SortedForm);
        self.verified_components().into_iter().any(is_of_form)
    }

    /// The components whose values follow from the body or are fixed, as an authentic
    /// request has them: each as schemes write it, and its value.
    pub fn expected_values(&self, body: &[u8]) -> Vec<(String, String)> {
        let request = Request::new(&[], body);
        let mut values = Vec::new();
        for constraint in &self.constraints {
            let Some(template) = &constraint.is else { continue };
            let mut read = |component: &Component| component.read(|_| None, &request);
            let Ok(pieces) = template.compose(BaseValues::default(), body, &mut read) else {
                continue;
            };
            if let Ok(value) = String::from_utf8(joined(&pieces)) {
                values.push((constraint.part.text(), value));
            }
        }
        values
    }

    /// All of these facts as one JSON object.
    pub fn facts_json(&self) -> String {
        let mut handshakes: Vec<&str> = Vec::new();
        for method in self.challenge_methods() {
            if !handshakes.contains(&method) {
                handshakes.push(method);
            }
        }
        let components = self.components();
        let mut json = String::from("{");
        let mut list = |name: &str, texts: &mut dyn Iterator<Item = &str>| {
            push_name(&mut json, name);
            for (index, text) in texts.enumerate() {
                json.push(if index == 0 { '[' } else { ',' });
                push_text(&mut json, text);
            }
            json.push_str(if json.ends_with(':') { "[]" } else { "]" });
        };
        list("headers", &mut self.header_names());
        list("target", &mut self.target_components());
        list("handshakes", &mut handshakes.into_iter());
        list("components", &mut components.iter().map(String::as_str));
        let flags = [
            ("signs_time", self.signs_timestamp()),
            ("signs_body", self.signs_body()),
            ("takes_form", self.takes_form()),
        ];
        for (name, flag) in flags {
            push_name(&mut json, name);
            json.push_str(if flag { "true" } else { "false" });
        }
        if let Tolerance::Seconds(seconds) = self.tolerance() {
            push_name(&mut json, "tolerance_s");
            json.push_str(&seconds.to_string());
        }
        json + "}"
    }

    /// A variant of a scheme as a scheme for itself. Both are JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`](crate::Error::InvalidScheme), also where it has no such
    /// variant.
    pub fn variant_json(json: &str, id: &str) -> Result<String> {
        let form = Self::from_json(json)?.variant_form(id)?;
        Ok(serde_json::to_string(&form).unwrap_or_default())
    }
}

/// Writes the name of the next member of an object.
fn push_name(json: &mut String, name: &str) {
    if !json.ends_with('{') {
        json.push(',');
    }
    push_text(json, name);
    json.push(':');
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"1","nested":{"time":5}}"#;
    const HASH: &str = "72ff11e28ca1cd1041028676549b369222af72354068170b6e1790199f2cd3a0";

    fn scheme(members: &str) -> Result<Scheme> {
        Scheme::from_json(&format!(
            r#"{{"id": "own", "signature": {{"header": "X-Signature", "encoding": "hex"}},
                "algorithm": "hmac-sha256", "secret": {{"encoding": "utf8"}},
                "event": {{"format": "json", "id": "/id"}}, {members}}}"#
        ))
    }

    #[test]
    fn target_components_are_those_that_content_equalities_and_variants_read() -> Result<()> {
        for (members, expected) in [
            (r#""signed_content": "{body}""#, &[][..]),
            (r#""signed_content": "{method}{path}{body}""#, &["method", "url"]),
            (
                r#""signed_content": "{url}",
                    "equal": [{"part": "query:hash", "is": "{body_sha256_hex}"}]"#,
                &["url", "query"],
            ),
        ] {
            assert_eq!(
                scheme(members)?.target_components().collect::<Vec<_>>(),
                expected,
                "{members}"
            );
        }
        Ok(())
    }

    #[test]
    fn components_name_each_part_once_and_leave_out_the_body() -> Result<()> {
        let scheme = scheme(
            r#""signed_content": "{header:X-A}.{query:b};{header:X-A}.{body}",
                "equal": [{"part": "/nested/time"}]"#,
        )?;
        assert_eq!(scheme.components(), ["header:X-A", "query:b", "/nested/time"]);
        assert!(!scheme.takes_form());
        Ok(())
    }

    #[test]
    fn expected_values_are_fixed_texts_and_hashes_of_the_body() -> Result<()> {
        let scheme = scheme(
            r#""signed_content": "{url}",
                "equal": [{"part": "query:hash", "is": "{body_sha256_hex}"},
                          {"part": "header:X-Version", "is": "1"},
                          {"part": "header:X-Other", "is": "{header:X-Unknown}"},
                          {"part": "header:X-Any"}]"#,
        )?;
        let expected = [
            ("query:hash".to_owned(), HASH.to_owned()),
            ("header:X-Version".to_owned(), "1".to_owned()),
        ];
        assert_eq!(scheme.expected_values(BODY), expected);
        Ok(())
    }

    #[test]
    fn facts_are_json_with_the_default_tolerance() -> Result<()> {
        let facts = scheme(r#""signed_content": "{body}""#)?.facts_json();
        assert_eq!(
            facts,
            r#"{"headers":["X-Signature"],"target":[],"handshakes":[],"components":[],"signs_time":false,"signs_body":true,"takes_form":false,"tolerance_s":300}"#
        );
        Ok(())
    }

    #[cfg(feature = "builtin")]
    #[test]
    fn variant_json_is_a_scheme_and_an_unknown_variant_is_refused() -> Result<()> {
        for (id, variant) in [("bottlecrm", "timestamped"), ("salesos", "event-id")] {
            let json = serde_json::to_string(&Scheme::builtin(id)?).unwrap_or_default();
            let form = Scheme::from_json(&Scheme::variant_json(&json, variant)?)?;
            assert_eq!(form.variants().count(), 0);
            assert!(Scheme::variant_json(&json, "none").is_err());
        }
        Ok(())
    }
}
