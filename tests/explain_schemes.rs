//! `explain` and the schemes that are built in: it shows what each of them
//! signs, and tells them from one another.

use std::{collections::BTreeMap, fs};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD, prelude::BASE64_STANDARD};
use countersign::{
    Request, Scheme, Secret, SignOptions, Target, Timestamp, Tolerance, Verifier, builtin_ids,
    explain::{
        Cause, CauseCode, Certainty, ContentPartKind, Explanation, Input, SignatureState, StepKind,
        StepState, explain,
    },
    sign,
};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Digest as _;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// A request as a provider makes it.
#[derive(Clone, Debug, Deserialize)]
struct Example {
    scheme: String,
    secret: String,
    headers: BTreeMap<String, String>,
    body: String,
    url: Option<String>,
    method: Option<String>,
}

impl Example {
    fn with<T>(&self, look: impl FnOnce(Input<'_>) -> T) -> T {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        look(Input {
            scheme: None,
            secrets: &[Secret::new(self.secret.as_str())],
            headers: &headers,
            body: self.body.as_bytes(),
            now: NOW,
            tolerance: Some(Tolerance::Unlimited),
            url: self.url.as_deref(),
            method: self.method.as_deref(),
        })
    }

    fn explain(&self, scheme: Option<&Scheme>) -> Explanation {
        self.with(|input| explain(&Input { scheme, ..input }))
    }

    fn is_accepted_by(&self, scheme: &Scheme) -> bool {
        self.with(|input| {
            let target = Target { method: input.method, url: input.url };
            let request = Request::new(input.headers, input.body).to(target);
            Verifier::new(scheme.clone(), input.secrets).is_ok_and(|verifier| {
                verifier.verify_within(&request, NOW, Tolerance::Unlimited).is_ok()
            })
        })
    }
}

/// A file of vectors.
#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    secrets: Vec<String>,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

/// What a program made that knows the providers and not the schemes, and for
/// the providers that it does not know, the first of their vectors.
fn examples() -> Outcome<Vec<Example>> {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |file: &str| fs::read_to_string(format!("{root}/tests/{file}.json"));
    let mut examples: Vec<Example> = serde_json::from_str(&read("catalogue/independent")?)?;
    for id in builtin_ids() {
        if examples.iter().any(|example| example.scheme == id) {
            continue;
        }
        let Vectors { cases } = serde_json::from_str(&read(&format!("vectors/{id}"))?)?;
        let first = cases.into_iter().next().ok_or("there is a vector")?;
        examples.push(Example {
            scheme: id.to_owned(),
            secret: first.secrets.into_iter().next().ok_or("there is a secret")?,
            headers: first.headers.into_iter().collect(),
            body: first.body,
            url: None,
            method: None,
        });
    }
    assert_eq!(examples.len(), builtin_ids().count());
    Ok(examples)
}

/// Whether two schemes make the same request of everything but the secret: then
/// nothing but the secret tells them apart.
fn are_alike(one: &Scheme, other: &Scheme) -> Outcome<bool> {
    let how = |scheme: &Scheme| -> Outcome<Vec<Value>> {
        let scheme = serde_json::to_value(scheme)?;
        let fields =
            ["signature", "timestamp", "message_id", "signed_content", "algorithm", "equal"];
        Ok(fields.iter().map(|field| scheme.get(*field).cloned().unwrap_or_default()).collect())
    };
    Ok(how(one)? == how(other)?)
}

/// Whether it is as good to name one scheme as the other: they are the same, and
/// the secret does not tell them apart either.
fn is_as_good(example: &Example, named: &str) -> Outcome<bool> {
    let (own, named) = (Scheme::builtin(&example.scheme)?, Scheme::builtin(named)?);
    Ok(own.id() == named.id() || (are_alike(&own, &named)? && example.is_accepted_by(&named)))
}

/// The scheme that a cause names.
fn named(cause: &Cause) -> Option<&str> {
    let (_, rest) = cause.finding.message.rsplit_once("(`")?;
    rest.split_once("`)").map(|(id, _)| id)
}

/// A few schemes that a request is not of: those with the same header, its
/// neighbours, and the best known.
fn others<'s>(own: &Scheme, all: &'s [Scheme]) -> impl Iterator<Item = &'s Scheme> {
    let header = own.header_names().next().map(str::to_ascii_lowercase);
    let place = all.iter().position(|scheme| scheme.id() == own.id()).unwrap_or_default();
    let own = own.id().to_owned();
    all.iter().enumerate().filter_map(move |(index, other)| {
        let has_header = other.header_names().next().map(str::to_ascii_lowercase) == header;
        let is_near = index.abs_diff(place) <= 1;
        let is_known = ["github", "stripe", "twilio", "gitlab-token"].contains(&other.id());
        (other.id() != own && (has_header || is_near || is_known)).then_some(other)
    })
}

#[test]
fn the_scheme_is_named_where_a_request_is_given_to_another() -> Outcome {
    let all = builtin_ids().map(Scheme::builtin).collect::<Result<Vec<_>, _>>()?;
    let (mut complaints, mut tried) = (Vec::new(), 0);
    for example in examples()? {
        let own = Scheme::builtin(&example.scheme)?;
        for other in others(&own, &all) {
            if example.is_accepted_by(other) {
                continue;
            }
            tried += 1;
            let said = example.explain(Some(other));
            let wrong: Vec<_> =
                said.causes.iter().filter(|it| it.code == CauseCode::WrongScheme).collect();
            let is_named = match wrong.first() {
                // Where the other scheme makes the signature as well, it is its
                // event that is none, or its header.
                Some(cause) => {
                    (cause.certainty == Certainty::Proven
                        || said.signature == SignatureState::Matches)
                        && named(cause).is_some_and(|id| is_as_good(&example, id).unwrap_or(false))
                }
                None => false,
            };
            if !is_named {
                let causes: Vec<_> = said
                    .causes
                    .iter()
                    .map(|it| {
                        format!("{:?} {}: {}", it.certainty, it.code.as_str(), it.finding.message)
                    })
                    .collect();
                complaints.push(format!("{} as {}: {causes:#?}", own.id(), other.id()));
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(complaints.is_empty(), "{} of {tried}:\n{}", complaints.len(), complaints.join("\n"));
    Ok(())
}

#[test]
fn without_a_scheme_the_right_one_is_the_first_of_the_candidates() -> Outcome {
    for example in examples()? {
        let said = example.explain(None);
        let id = &example.scheme;
        let first = said.candidates.first().map(|candidate| candidate.id.as_str());
        assert!(said.ok, "{id}: {first:?}");
        assert!(is_as_good(&example, first.unwrap_or_default())?, "{id}: {first:?}");
        let unknown = example.with(|input| explain(&Input { secrets: &[], ..input }));
        assert!(unknown.candidates.iter().any(|candidate| candidate.id == *id), "{id}");
    }
    Ok(())
}

/// The key that a scheme makes of a secret.
fn key(scheme: &Value, secret: &str) -> Outcome<Vec<u8>> {
    let format = |key: &str| scheme.get("secret")?.get(key)?.as_str();
    let prefix = format("prefix").unwrap_or_default();
    let secret = secret.strip_prefix(prefix).unwrap_or(secret);
    let secret = match format("after") {
        Some(mark) => secret.rsplit_once(mark).map_or(secret, |(_, rest)| rest),
        None => secret,
    };
    Ok(match format("encoding") {
        Some("base64") => STANDARD_NO_PAD.decode(secret.trim_end_matches('=')).map_err(text)?,
        Some("hex") => hex::decode(secret).map_err(text)?,
        _ => secret.as_bytes().to_vec(),
    })
}

fn mac<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> Outcome<Vec<u8>> {
    let mac = <M as KeyInit>::new_from_slice(key)?;
    Ok(mac.chain_update(content).finalize().into_bytes().to_vec())
}

/// What is shown as signed is what makes the received signature.
#[test]
fn the_steps_show_what_is_signed() -> Outcome {
    for example in examples()? {
        let scheme = Scheme::builtin(&example.scheme)?;
        let (said, id) = (example.explain(Some(&scheme)), scheme.id());
        assert!(said.ok && said.causes.is_empty() && !said.search.ran, "{id}");
        let failed: Vec<_> = said.steps.iter().filter(|it| it.state == StepState::Fail).collect();
        assert!(failed.is_empty(), "{id}: {failed:?}");
        let data = serde_json::to_value(&scheme)?;
        let algorithm = data["algorithm"].as_str().unwrap_or_default();
        let Some(signed) = said.signed else {
            assert_eq!(algorithm, "token", "{id}");
            let step = said.steps.iter().find(|step| step.kind == StepKind::Content);
            let step = step.ok_or("there is a step for the content")?;
            assert!(step.message.contains("the secret itself is sent"), "{id}: {step:?}");
            continue;
        };
        let shown = BASE64_STANDARD.decode(signed.base64).map_err(text)?;
        assert_eq!(signed.parts.last().map(|part| part.end), Some(shown.len()), "{id}");
        let secret = key(&data, &example.secret)?;
        let mut content = Vec::new();
        for part in &signed.parts {
            match part.kind {
                ContentPartKind::Secret => content.extend_from_slice(&secret),
                _ => content.extend_from_slice(&shown[part.start..part.end]),
            }
        }
        let digest = match algorithm {
            "hmac-sha256" => mac::<Hmac<sha2::Sha256>>(&secret, &content)?,
            "hmac-sha1" => mac::<Hmac<sha1::Sha1>>(&secret, &content)?,
            "hmac-sha512" => mac::<Hmac<sha2::Sha512>>(&secret, &content)?,
            "sha256" => sha2::Sha256::digest(&content).to_vec(),
            "sha1" => sha1::Sha1::digest(&content).to_vec(),
            other => return Err(format!("{id}: {other}").into()),
        };
        let digest = Some(hex::encode(digest));
        assert!(said.received.iter().any(|received| received.hex == digest), "{id}");
    }
    Ok(())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[test]
fn an_id_that_holds_what_ends_it_fails_a_step() -> Outcome {
    let scheme = Scheme::builtin("standard-webhooks")?;
    let secret = Secret::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let stamp = SignOptions::at(NOW).with_id(Some("msg.1"));
    let signed = sign(&scheme, &secret, b"{}", stamp)?;
    let headers: Vec<_> =
        signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let said = explain(&Input {
        scheme: Some(&scheme),
        secrets: &[secret],
        headers: &headers,
        body: b"{}",
        now: NOW,
        tolerance: None,
        url: None,
        method: None,
    });
    let failed: Vec<_> = said.steps.iter().filter(|it| it.state == StepState::Fail).collect();
    let [step] = failed.as_slice() else { return Err(format!("{failed:?}").into()) };
    assert_eq!((step.kind, step.input.as_str()), (StepKind::Parse, "webhook-id"));
    assert!(step.message.starts_with("a value without `.` is expected"), "{}", step.message);
    assert!(!said.ok && said.signature == SignatureState::Matches);
    Ok(())
}
