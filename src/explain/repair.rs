//! Builds the changed input with which a request verifies.

use std::borrow::Cow;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{
    cause_code::CauseCode,
    input::Input,
    located_fields::{LocatedFields, Role},
    report::Repair,
    schemes::scheme_json,
    search::{DigestMethod, Match, Matcher, parse_time},
};
use crate::{
    Error, Header, Json, Request, Scheme, Secret, Target, Timestamp, Tolerance, Verifier,
    scheme::secret::SecretEncoding,
};

/// The repair that a match calls for. `None` where no verifier can be
/// configured for it.
pub(super) fn repair(matcher: &Matcher<'_, '_>, found: &Match) -> Option<Repair> {
    let context = matcher.context;
    let (input, fields, scheme) = (context.input, context.fields, context.scheme);
    let mut repair = respell_headers(fields);
    let original = scheme_json(scheme)?;
    let mut changed = original.clone();

    if !found.rewrites.is_empty() || found.trailing.is_some() {
        repair.body = Some(BASE64_STANDARD.encode(&found.body));
    }
    let key = matcher.keys.get(found.key)?;
    if !key.codes.is_empty() {
        let given = input.secrets.get(key.secret)?;
        let is_given = scheme.secret.key(given).is_ok_and(|own| own == key.key);
        repair.secret = Some(if is_given {
            given.text().to_owned()
        } else {
            secret_for_key(scheme, &key.key, &mut changed)
        });
    }
    if found.method != DigestMethod::of(scheme.algorithm) {
        changed.set("algorithm", found.method.algorithm()?);
    }
    let base = matcher.bases.get(found.base)?;
    let mut time = fields.value(Role::Timestamp);
    let mut has_new_time = false;
    if !base.codes.is_empty() {
        if base.template != String::from(scheme.signed_content.clone()) {
            set_template(&mut changed, &base.template, input, base.time.as_deref());
        }
        if let (Some(format), Some(signed)) = (&scheme.timestamp, &base.time)
            && time.as_deref() != Some(signed)
        {
            match &format.header {
                Some(header) => repair.set_header(header, Some(lossy_text(signed))),
                None => has_new_time = true,
            }
            time = Some(signed.as_slice().into());
        }
        if base.codes.contains(&CauseCode::UrlMismatch) {
            repair.url.clone_from(&base.url);
        }
    }
    let signature = context.signatures.get(found.signature)?;
    if !signature.faults.is_empty() || has_new_time {
        let format = &scheme.signature;
        let text = format.format(&found.digest);
        let value = match &format.fields {
            Some(parameters) => parameters.format(&lossy_text(&time.unwrap_or_default()), &text),
            None => text,
        };
        repair.set_header(format.header.as_ref()?, Some(value));
    }
    if changed != original {
        repair.scheme = Some(changed);
    }
    verified(input, scheme, repair)
}

/// Renames misspelt headers.
pub(super) fn respell_headers(fields: &LocatedFields<'_>) -> Repair {
    let mut repair = Repair::default();
    for field in fields.iter() {
        if let Some((name, value)) = field.misspelt {
            repair.set_header(name, None);
            repair.set_header(&field.name, Some(lossy_text(value)));
        }
    }
    repair
}

/// The repair, once a verifier accepts it; an unusable payload does not count.
/// Where only the time is wrong, the repair moves the time of the check.
pub(super) fn verified(input: &Input<'_>, scheme: &Scheme, mut repair: Repair) -> Option<Repair> {
    let repaired = RepairedRequest::new(input, scheme, &repair)?;
    let tolerance = input.tolerance_for(&repaired.scheme);
    match repaired.verify(input, input.now, tolerance) {
        Ok(()) | Err(Error::MalformedPayload { .. }) => {}
        Err(Error::TimestampTooOld { .. } | Error::TimestampTooNew { .. }) => {
            let signed_at = repaired.signed_at(input)?;
            match repaired.verify(input, signed_at, Tolerance::Seconds(1)) {
                Ok(()) | Err(Error::MalformedPayload { .. }) => {}
                Err(_) => return None,
            }
            repair.now = Some(signed_at.as_millis());
        }
        Err(_) => return None,
    }
    Some(repair)
}

/// A request with a repair applied to it.
struct RepairedRequest<'a> {
    scheme: Scheme,
    headers: Vec<(String, Vec<u8>)>,
    body: Cow<'a, [u8]>,
    secrets: Vec<Secret>,
    url: Option<String>,
}

impl<'a> RepairedRequest<'a> {
    fn new(input: &Input<'a>, scheme: &Scheme, repair: &Repair) -> Option<Self> {
        let scheme = match &repair.scheme {
            None => scheme.clone(),
            Some(Json::Text(id)) => Scheme::builtin(id).ok()?,
            Some(changed) => Scheme::from_value(changed).ok()?,
        };
        let mut headers: Vec<(String, Vec<u8>)> = input
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_vec()))
            .collect();
        for (name, value) in &repair.headers {
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            headers.extend(value.as_ref().map(|value| (name.clone(), value.clone().into_bytes())));
        }
        let body = match &repair.body {
            Some(base64) => Cow::Owned(BASE64_STANDARD.decode(base64).ok()?),
            None => Cow::Borrowed(input.body),
        };
        let secrets = match &repair.secret {
            Some(text) => vec![Secret::new(text.as_str())],
            None => input.secrets.to_vec(),
        };
        Some(Self { scheme, headers, body, secrets, url: repair.url.clone() })
    }

    fn header_lines(&self) -> Vec<Header<'_>> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect()
    }

    fn verify(&self, input: &Input<'_>, now: Timestamp, tolerance: Tolerance) -> Result<(), Error> {
        let headers = self.header_lines();
        let target = Target { method: input.method, url: self.url.as_deref().or(input.url) };
        let request = Request { headers: &headers, body: &self.body, target };
        let verifier = Verifier::new(self.scheme.clone(), &self.secrets)?;
        verifier.verify_within(&request, now, tolerance).map(drop)
    }

    fn signed_at(&self, input: &Input<'_>) -> Option<Timestamp> {
        let headers = self.header_lines();
        let changed = Input { headers: &headers, body: &self.body, ..*input };
        let text = LocatedFields::locate(&self.scheme, &changed).value(Role::Timestamp)?;
        self.scheme.timestamp.as_ref()?.unit.parse(&text)
    }
}

fn lossy_text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// A secret from which the scheme derives this key. Where there is none, the
/// scheme's JSON is changed.
fn secret_for_key(scheme: &Scheme, key: &Zeroizing<Vec<u8>>, changed: &mut Json) -> String {
    let prefix = scheme.secret.prefix.as_deref().unwrap_or_default();
    let base64 = || format!("{prefix}{}", BASE64_STANDARD.encode(key.as_slice()));
    match (scheme.secret.encoding, std::str::from_utf8(key)) {
        (SecretEncoding::Utf8, Ok(text)) => format!("{prefix}{text}"),
        (SecretEncoding::Ascii, Ok(text)) if text.is_ascii() => format!("{prefix}{text}"),
        (SecretEncoding::Base64, _) => base64(),
        (SecretEncoding::Hex, _) => format!("{prefix}{}", hex::encode(key.as_slice())),
        (SecretEncoding::Utf8 | SecretEncoding::Ascii, _) => {
            if let Some(secret) = changed.member("secret") {
                secret.set("encoding", "base64");
            }
            base64()
        }
    }
}

/// Sets the template of the signed content in a scheme's JSON, and the headers
/// that it then needs.
fn set_template(scheme: &mut Json, template: &str, input: &Input<'_>, time: Option<&[u8]>) {
    scheme.set("signed_content", template);
    if !template.contains("{timestamp}") {
        scheme.remove("timestamp");
        if let Some(fields) = scheme.member("signature").and_then(|it| it.member("fields")) {
            fields.remove("timestamp");
        }
    } else if scheme.member("timestamp").is_none() {
        let line = time.and_then(|time| input.headers.iter().find(|(_, value)| *value == time));
        if let Some((name, value)) = line {
            let is_millis = parse_time(value).is_some_and(|time| time.is_in_millis);
            let mut timestamp = Json::Object(Vec::new());
            timestamp.set("header", *name);
            timestamp.set("unit", if is_millis { "ms" } else { "s" });
            scheme.set("timestamp", timestamp);
        }
    }
    if !template.contains("{id}")
        && scheme.remove("message_id")
        && let Some(id) = scheme.member("event").and_then(|event| event.member("id"))
        && *id == Json::from("message-id")
    {
        *id = "body-sha256".into();
    }
}
