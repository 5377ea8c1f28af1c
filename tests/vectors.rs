//! The core against the vectors, which every runtime's suite reads.
//!
//! `COUNTERSIGN_VECTORS` may name another folder than `tests/vectors`.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use countersign::{
    Error, Event, Request, Result, Scheme, Secret, SignOptions, Timestamp, Tolerance, Verifier,
    sign,
};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

/// The result of what may fail for reasons of its own.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// A file of vectors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    scheme: String,
    /// The form of the scheme that the cases are of, where it is not its own.
    variant: Option<String>,
    now: i64,
    cases: Vec<Case>,
}

/// A request, and what a verifier must answer to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    secrets: Vec<String>,
    #[serde(default)]
    allow_unsigned: bool,
    /// Absent: the scheme's own. `null`: unlimited.
    #[serde(default, deserialize_with = "present")]
    tolerance_s: Option<Option<u32>>,
    now: Option<i64>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    expect: Expected,
}

/// What a verifier must answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    event: Option<Value>,
    error: Option<String>,
    details: Option<Value>,
}

/// What is there, even where it is `null`.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

impl Case {
    fn body(&self) -> Outcome<Vec<u8>> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(base64)) => {
                Ok(BASE64_STANDARD.decode(base64).map_err(|error| error.to_string())?)
            }
            _ => Err("one of body and body_base64 must be there".into()),
        }
    }

    fn verify<'a>(&self, scheme: &Scheme, body: &'a [u8], default_now: i64) -> Result<Event<'a>> {
        let secrets: Vec<_> = self.secrets.iter().map(Secret::new).collect();
        let tolerance = match self.tolerance_s {
            None => scheme.tolerance(),
            Some(None) => Tolerance::Unlimited,
            Some(Some(seconds)) => Tolerance::Seconds(seconds),
        };
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        Verifier::new(scheme.clone(), &secrets)?
            .with_unsigned_allowed(self.allow_unsigned)
            .with_tolerance(tolerance)
            .verify(
                &Request::new(&headers, body),
                Timestamp::from_millis(self.now.unwrap_or(default_now)),
            )
    }

    /// What is not as it should be.
    fn complaint(&self, scheme: &Scheme, default_now: i64) -> Outcome<Option<String>> {
        let body = self.body()?;
        let answer = self.verify(scheme, &body, default_now);
        let (expected, found) = match (&self.expect, &answer) {
            (Expected { event: Some(event), error: None, details: None }, Ok(found)) => {
                (event.clone(), serde_json::to_value(found)?)
            }
            (Expected { event: None, error: Some(code), details: None }, Err(error)) => {
                (json!(code), json!(error.code()))
            }
            (Expected { event: None, error: Some(code), details: Some(details) }, Err(error)) => {
                (json!([code, details]), json!([error.code(), self::details(error)?]))
            }
            (Expected { event: Some(event), error: None, .. }, Err(error)) => {
                (event.clone(), json!([error.code(), self::details(error)?]))
            }
            (Expected { event: None, error: Some(code), .. }, Ok(found)) => {
                (json!(code), serde_json::to_value(found)?)
            }
            _ => return Err("one of event and error must be expected".into()),
        };
        Ok((expected != found).then(|| format!("expected {expected} got {found}")))
    }
}

/// What an error measured, as it is serialized.
fn details(error: &Error) -> Outcome<Value> {
    let mut value = serde_json::to_value(error)?;
    value.as_object_mut().and_then(|members| members.remove("code"));
    Ok(value)
}

/// Every file of vectors. None is an error.
fn vectors() -> Outcome<Vec<Vectors>> {
    let folder = env::var_os("COUNTERSIGN_VECTORS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors"), PathBuf::from);
    let mut files = fs::read_dir(&folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    if files.is_empty() {
        return Err(format!("there are no vectors in {}", folder.display()).into());
    }
    files
        .iter()
        .map(|file| {
            let vectors: Vectors = serde_json::from_str(&fs::read_to_string(file)?)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            if vectors.cases.is_empty() {
                return Err(format!("{}: there are no cases", file.display()).into());
            }
            Ok(vectors)
        })
        .collect()
}

/// A built-in scheme, or one that the tests bring with them.
fn scheme(id: &str) -> Outcome<Scheme> {
    match Scheme::builtin(id) {
        Err(Error::UnknownScheme { .. }) => {
            let file = format!("{}/tests/schemes/{id}.json", env!("CARGO_MANIFEST_DIR"));
            let json = fs::read_to_string(&file)
                .map_err(|error| format!("no built-in scheme, and no {file}: {error}"))?;
            Ok(Scheme::from_json(&json)?)
        }
        scheme => Ok(scheme?),
    }
}

/// Holds every case against a check, which says what is wrong with it, and
/// reports all of those with which something is.
fn each_case(check: impl Fn(&Vectors, &Scheme, &Case) -> Outcome<Option<String>>) -> Outcome {
    let mut complaints = Vec::new();
    let mut count = 0;
    for vectors in vectors()? {
        let scheme = match scheme(&vectors.scheme) {
            Ok(scheme) => scheme,
            Err(error) => {
                complaints.push(format!("{}: {error}", vectors.scheme));
                continue;
            }
        };
        for case in &vectors.cases {
            count += 1;
            let complaint = check(&vectors, &scheme, case)
                .unwrap_or_else(|error| Some(format!("expected a sound case got: {error}")));
            let variant = vectors.variant.iter().map(|id| format!(" ({id})")).collect::<String>();
            complaints.extend(
                complaint
                    .map(|text| format!("{}{variant} / {}: {text}", vectors.scheme, case.name)),
            );
        }
    }
    if complaints.is_empty() {
        return Ok(());
    }
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    Err(format!("{} of {count} cases failed", complaints.len()).into())
}

#[test]
fn every_case_is_answered_as_it_says() -> Outcome {
    each_case(|vectors, scheme, case| case.complaint(scheme, vectors.now))
}

/// The generator of the vectors shares nothing with the core, so this shows
/// that both sign alike.
#[test]
fn signing_makes_the_signature_of_every_authentic_case() -> Outcome {
    let compared = RefCell::new(BTreeSet::new());
    each_case(|vectors, scheme, case| {
        let Some(secret) = signer(case) else {
            return Ok(None);
        };
        let variant = vectors.variant.as_deref();
        let format = Format::of(scheme, variant)?;
        let now = match &format.timestamp {
            Some(timestamp) => timestamp.read(case, &format.signature)?,
            None => Timestamp::from_millis(0),
        };
        let id = format.message_id.as_ref().and_then(|id| case.header(&id.header));
        let stamp = SignOptions::at(now).with_id(id).with_variant(variant);
        let made: Map<_, _> = sign(scheme, &Secret::from(secret), &case.body()?, stamp)?
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        let made = |header: &str| made.get(&header.to_ascii_lowercase()).and_then(Value::as_str);

        // A time that was not written as `sign` writes it is signed otherwise.
        let name = format.timestamp.as_ref().and_then(|format| format.header.as_deref());
        if let Some(name) = name
            && made(name) != case.header(name)
        {
            return Ok(None);
        }
        let signature = made(&format.signature.header).ok_or("sign made no signature")?;
        let received = case.header(&format.signature.header).ok_or("the case has no signature")?;
        // So it is with a time that stands ahead of the signature in one value.
        let ahead = signature.rsplit_once(',').filter(|_| format.signature.fields.is_some());
        if ahead.is_some_and(|(time, _)| !received.starts_with(&format!("{time},"))) {
            return Ok(None);
        }
        let signature = ahead.map_or(signature, |(_, signature)| signature);
        let found =
            format.signature.split(received).any(|one| one == format.signature.plain(signature));
        compared.borrow_mut().insert((scheme.id().to_owned(), vectors.variant.clone()));
        Ok((!found).then(|| format!("expected {received} got {signature}")))
    })?;
    for Vectors { scheme, variant, .. } in vectors()? {
        let form = (scheme, variant);
        assert!(compared.borrow().contains(&form), "{form:?}: no signature was compared");
    }
    Ok(())
}

/// The secret with which an authentic case is signed.
fn signer(case: &Case) -> Option<&str> {
    let index = case.expect.event.as_ref()?.get("secret_index")?.as_u64()?;
    case.secrets.get(usize::try_from(index).ok()?).map(String::as_str)
}

impl Case {
    fn header(&self, wanted: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        Some(value)
    }
}

/// What of a scheme's own JSON tells how its headers are written.
#[derive(Deserialize)]
struct Format {
    signature: SignatureFormat,
    timestamp: Option<TimestampFormat>,
    message_id: Option<MessageIdFormat>,
}

#[derive(Deserialize)]
struct SignatureFormat {
    header: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    prefix_optional: bool,
    encoding: String,
    separator: Option<String>,
    /// The signature is one of several fields, and the time another.
    fields: Option<Value>,
}

#[derive(Deserialize)]
struct TimestampFormat {
    header: Option<String>,
    unit: String,
}

#[derive(Deserialize)]
struct MessageIdFormat {
    header: String,
}

impl Format {
    fn of(scheme: &Scheme, variant: Option<&str>) -> Outcome<Self> {
        let mut scheme: Map<_, _> = serde_json::from_value(serde_json::to_value(scheme)?)?;
        let variants = scheme.remove("variants");
        if let Some(id) = variant {
            let variants = variants.as_ref().and_then(Value::as_array);
            let is_it = |variant: &&Value| variant.get("id").is_some_and(|own| own == id);
            let variant = variants.and_then(|variants| variants.iter().find(is_it));
            let variant = variant.and_then(Value::as_object).ok_or("there is no such variant")?;
            scheme.extend(variant.clone());
        }
        Ok(serde_json::from_value(scheme.into())?)
    }
}

impl SignatureFormat {
    /// The signatures in a header's value, each without what may differ
    /// between two spellings of the same one.
    fn split<'a>(&'a self, value: &'a str) -> impl Iterator<Item = String> + 'a {
        // No separator is in no value, so that leaves the value whole.
        let of_fields = self.fields.as_ref().map(|_| ",");
        let separator = self.separator.as_deref().or(of_fields).unwrap_or("\0");
        let is_field = self.fields.is_some();
        let trimmed = move |text: &'a str| if is_field { text.trim() } else { text };
        value.split(separator).map(move |signature| self.plain(trimmed(signature)))
    }

    fn plain(&self, signature: &str) -> String {
        let signature = match signature.strip_prefix(&self.prefix) {
            Some(digits) if self.prefix_optional => digits,
            _ => signature,
        };
        if self.encoding == "hex" { signature.to_ascii_lowercase() } else { signature.to_owned() }
    }
}

impl TimestampFormat {
    fn read(&self, case: &Case, signature: &SignatureFormat) -> Outcome<Timestamp> {
        let text = match &self.header {
            Some(header) => case.header(header),
            None => case.header(&signature.header).and_then(|value| {
                let (time, _) = value.split_once(',')?;
                Some(time.trim_start_matches("t="))
            }),
        };
        let text = text.ok_or("the case has no timestamp")?;
        let number: i64 = text.parse()?;
        Ok(Timestamp::from_millis(match self.unit.as_str() {
            "s" => number.saturating_mul(1000),
            _ => number,
        }))
    }
}
