//! What to change so that all steps pass.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{
    Case, CauseCode, Repair,
    edit::document,
    found::{Headers, Role},
    search::{Engine, Match, Method, read_time},
};
use crate::{
    Error, Header, Json, Request, Scheme, Secret, Target, Timestamp, Tolerance, Verifier,
    scheme::secret::SecretEncoding,
};

/// What a match calls for. `None` where no verifier could be told it.
pub(super) fn repair(engine: &Engine<'_, '_>, found: &Match) -> Option<Repair> {
    let subject = engine.subject;
    let (case, headers) = (subject.case, subject.headers);
    let mut repair = spelling(headers);
    let own = document(subject.scheme)?;
    let mut scheme = own.clone();

    if !found.ops.is_empty() || found.tail.is_some() {
        repair.body = Some(BASE64_STANDARD.encode(&found.body));
    }
    let key = engine.keys.get(found.key)?;
    if !key.codes.is_empty() {
        let given = case.secrets.get(key.secret)?;
        let is_given = subject.scheme.secret.key(given).is_ok_and(|own| own == key.key);
        repair.secret = Some(if is_given {
            given.text().to_owned()
        } else {
            express(subject.scheme, &key.key, &mut scheme)
        });
    }
    if found.method != Method::of(subject.scheme.algorithm) {
        scheme.set("algorithm", found.method.algorithm()?);
    }
    let content = engine.contents.get(found.content)?;
    let mut time = headers.value(Role::Timestamp);
    let mut is_rewritten = false;
    if !content.codes.is_empty() {
        if content.template != String::from(subject.scheme.signed_content.clone()) {
            adapt(&mut scheme, &content.template, case, content.time.as_deref());
        }
        if let (Some(format), Some(signed)) = (&subject.scheme.timestamp, &content.time)
            && time.as_deref() != Some(signed)
        {
            match &format.header {
                Some(header) => set(&mut repair, header, Some(text(signed))),
                None => is_rewritten = true,
            }
            time = Some(signed.as_slice().into());
        }
        if content.codes.contains(&CauseCode::UrlMismatch) {
            repair.url.clone_from(&content.url);
        }
    }
    let reading = subject.readings.get(found.reading)?;
    if !reading.faults.is_empty() || is_rewritten {
        let format = &subject.scheme.signature;
        let signature = format.format(&found.digest);
        let value = match &format.fields {
            Some(fields) => fields.format(&text(&time.unwrap_or_default()), &signature),
            None => signature,
        };
        set(&mut repair, format.header.as_ref()?, Some(value));
    }
    if scheme != own {
        repair.scheme = Some(scheme);
    }
    in_time(case, subject.scheme, repair)
}

/// Headers that get the names that they should have.
pub(super) fn spelling(headers: &Headers<'_>) -> Repair {
    let mut repair = Repair::default();
    for found in headers.iter() {
        if let Some((name, value)) = found.similar {
            set(&mut repair, name, None);
            set(&mut repair, &found.name, Some(text(value)));
        }
    }
    repair
}

/// The repair, with a time at which the request is fresh. `None` where a
/// verifier refuses it all the same, for another reason than its payload.
pub(super) fn in_time(case: &Case<'_>, scheme: &Scheme, mut repair: Repair) -> Option<Repair> {
    match judge(case, scheme, &repair) {
        Ok(()) | Err(Error::MalformedPayload { .. }) => return Some(repair),
        Err(Error::TimestampTooOld { .. } | Error::TimestampTooNew { .. }) => {}
        Err(_) => return None,
    }
    let (scheme, lines, body, _) = repaired(case, scheme, &repair)?;
    let lines = borrowed(&lines);
    let changed = Case { headers: &lines, body: &body, ..*case };
    let text = Headers::find(&scheme, &changed).value(Role::Timestamp)?;
    let time = scheme.timestamp.as_ref()?.unit.parse(&text)?;
    repair.now = Some(time.as_millis());
    let judged = judge(case, &scheme, &Repair { scheme: None, ..repair.clone() });
    matches!(judged, Ok(()) | Err(Error::MalformedPayload { .. })).then_some(repair)
}

/// What a verifier says of the repaired request.
fn judge(case: &Case<'_>, scheme: &Scheme, repair: &Repair) -> Result<(), Error> {
    let broken = || Error::invalid_scheme("", "a repair is not possible");
    let (scheme, lines, body, secrets) = repaired(case, scheme, repair).ok_or_else(broken)?;
    let tolerance = case.tolerance.unwrap_or_else(|| scheme.tolerance());
    let tolerance = if repair.now.is_some() { Tolerance::Seconds(1) } else { tolerance };
    let now = repair.now.map_or(case.now, Timestamp::from_millis);
    let headers = borrowed(&lines);
    let url = repair.url.as_deref().or(case.url);
    let request =
        Request { headers: &headers, body: &body, target: Target { method: case.method, url } };
    Verifier::new(scheme, &secrets)?.verify_within(&request, now, tolerance).map(drop)
}

type Repaired = (Scheme, Vec<(String, Vec<u8>)>, Vec<u8>, Vec<Secret>);

/// The request with everything changed that the repair says.
fn repaired(case: &Case<'_>, scheme: &Scheme, repair: &Repair) -> Option<Repaired> {
    let scheme = match &repair.scheme {
        None => scheme.clone(),
        Some(Json::Text(id)) => Scheme::builtin(id).ok()?,
        Some(changed) => Scheme::from_value(changed).ok()?,
    };
    let mut lines: Vec<(String, Vec<u8>)> =
        case.headers.iter().map(|(name, value)| ((*name).to_owned(), value.to_vec())).collect();
    for (name, value) in &repair.headers {
        lines.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        lines.extend(value.as_ref().map(|value| (name.clone(), value.clone().into_bytes())));
    }
    let body = match &repair.body {
        Some(base64) => BASE64_STANDARD.decode(base64).ok()?,
        None => case.body.to_vec(),
    };
    let secrets = match &repair.secret {
        Some(text) => vec![Secret::new(text.as_str())],
        None => case.secrets.to_vec(),
    };
    Some((scheme, lines, body, secrets))
}

fn borrowed(lines: &[(String, Vec<u8>)]) -> Vec<Header<'_>> {
    lines.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect()
}

fn set(repair: &mut Repair, name: &str, value: Option<String>) {
    repair.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    repair.headers.push((name.to_owned(), value));
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// A secret that the scheme makes this key of. Where it can make none, the
/// scheme is changed.
fn express(scheme: &Scheme, key: &Zeroizing<Vec<u8>>, changed: &mut Json) -> String {
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

/// Gives a scheme another template, and the headers that it needs.
fn adapt(scheme: &mut Json, template: &str, case: &Case<'_>, time: Option<&[u8]>) {
    scheme.set("signed_content", template);
    if !template.contains("{timestamp}") {
        scheme.remove("timestamp");
        if let Some(fields) = scheme.member("signature").and_then(|it| it.member("fields")) {
            fields.remove("timestamp");
        }
    } else if scheme.member("timestamp").is_none() {
        let line = time.and_then(|time| case.headers.iter().find(|(_, value)| *value == time));
        if let Some((name, value)) = line {
            let is_millis = read_time(value).is_some_and(|(_, is_millis)| is_millis);
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
