//! `explain` against the corpus of broken requests, which Node's suite reads
//! as well. `tests/explain/generate.py` makes it, without the core.

use std::{collections::BTreeSet, fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use countersign::{
    Json, Request, Scheme, Secret, SignOptions, Target, Timestamp, Tolerance, Verifier,
    explain::{CauseCode, Certainty, Explanation, Input, Repair, SignatureState, explain},
};
use serde::Deserialize;

/// The result of what may fail for reasons of its own.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[derive(Deserialize)]
struct Corpus {
    now: i64,
    cases: Vec<Broken>,
}

/// A broken request, and what has to be said of it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Broken {
    kind: Kind,
    scheme: String,
    what: String,
    codes: Vec<String>,
    certainty: Option<String>,
    secrets: Vec<String>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    url: Option<String>,
    method: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// One fault: its cause comes first.
    Single,
    /// Two: both are named.
    Pair,
    /// The secret is another one: nothing is proven.
    Wrong,
}

impl Broken {
    fn body(&self) -> Outcome<Vec<u8>> {
        match (&self.body, &self.body_base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(base64)) => Ok(decode(base64)?),
            _ => Err("one of body and body_base64 must be there".into()),
        }
    }

    fn scheme(&self) -> Outcome<Scheme> {
        if let Ok(scheme) = Scheme::builtin(&self.scheme) {
            return Ok(scheme);
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemes");
        Ok(Scheme::from_json(&fs::read_to_string(file.join(format!("{}.json", self.scheme)))?)?)
    }

    fn explain(&self, now: i64) -> Outcome<Explanation> {
        let (scheme, body) = (self.scheme()?, self.body()?);
        let secrets: Vec<_> = self.secrets.iter().map(Secret::new).collect();
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        Ok(explain(&Input {
            scheme: Some(&scheme),
            secrets: &secrets,
            headers: &headers,
            body: &body,
            now: Timestamp::from_millis(now),
            tolerance: None,
            url: self.url.as_deref(),
            method: self.method.as_deref(),
        }))
    }

    /// What is wrong with what is said of it.
    fn complaint(&self, now: i64) -> Outcome<Option<String>> {
        let said = self.explain(now)?;
        let sure: Vec<_> =
            said.causes.iter().filter(|cause| cause.certainty != Certainty::Hint).collect();
        let names: BTreeSet<&str> = sure.iter().map(|cause| cause.code.as_str()).collect();
        let is_right = match self.kind {
            Kind::Single => said.causes.first().is_some_and(|cause| {
                let certainty = serde_json::to_value(cause.certainty).unwrap_or_default();
                Some(cause.code.as_str()) == self.codes.first().map(String::as_str)
                    && self.certainty.as_deref() == certainty.as_str()
            }),
            Kind::Pair => {
                self.codes.iter().all(|code| names.contains(code.as_str()))
                    && said.causes.first().is_some_and(|cause| {
                        self.codes.iter().any(|code| *code == cause.code.as_str())
                    })
            }
            Kind::Wrong => {
                let is_proven = |cause: &&countersign::explain::Cause| {
                    cause.certainty == Certainty::Proven || cause.repair.is_some()
                };
                !said.causes.iter().any(|cause| is_proven(&cause))
                    && said.signature != SignatureState::Matches
                    && (!said.search.ran || said.search.conclusion.is_some())
            }
        };
        let causes: Vec<_> = said
            .causes
            .iter()
            .map(|cause| format!("{:?} {}", cause.certainty, cause.code.as_str()))
            .collect();
        if !is_right {
            return Ok(Some(format!("expected {:?}, found {causes:?}", self.codes)));
        }
        for repair in said.causes.iter().filter_map(|cause| cause.repair.as_ref()) {
            if let Err(error) = self.repaired(repair, now)? {
                return Ok(Some(format!("the repair {repair:?} leaves {error}")));
            }
        }
        Ok(None)
    }

    /// Verifies what a repair makes of it. A payload may be none all the same.
    fn repaired(&self, repair: &Repair, now: i64) -> Outcome<countersign::Result<()>> {
        let scheme = match &repair.scheme {
            None => self.scheme()?,
            Some(Json::Text(id)) => Scheme::builtin(id)?,
            Some(scheme) => Scheme::from_value(scheme)?,
        };
        let body = match &repair.body {
            Some(base64) => decode(base64)?,
            None => self.body()?,
        };
        let mut lines = self.headers.clone();
        for (name, value) in &repair.headers {
            lines.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            lines.extend(value.clone().map(|value| (name.clone(), value)));
        }
        let secrets =
            repair.secret.as_ref().map_or(self.secrets.clone(), |secret| vec![secret.clone()]);
        let secrets: Vec<_> = secrets.into_iter().map(Secret::new).collect();
        let headers: Vec<_> =
            lines.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let now = Timestamp::from_millis(repair.now.unwrap_or(now));
        let target = Target {
            method: self.method.as_deref(),
            url: repair.url.as_deref().or(self.url.as_deref()),
        };
        let request = Request { headers: &headers, body: &body, target };
        let result = Verifier::new(scheme, &secrets)
            .and_then(|verifier| verifier.verify(&request, now).map(drop));
        Ok(match result {
            Err(countersign::Error::MalformedPayload { .. }) => Ok(()),
            other => other,
        })
    }
}

fn corpus() -> Outcome<Corpus> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/corpus.json");
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}

#[test]
fn every_broken_request_is_explained() -> Outcome {
    let Corpus { now, cases } = corpus()?;
    let mut complaints = Vec::new();
    for case in &cases {
        if let Some(complaint) = case.complaint(now)? {
            complaints
                .push(format!("{} / {:?} {}: {complaint}", case.scheme, case.codes, case.what));
        }
    }
    assert!(
        complaints.is_empty(),
        "{} of {}:\n{}",
        complaints.len(),
        cases.len(),
        complaints.join("\n")
    );
    Ok(())
}

#[test]
fn the_corpus_has_every_cause_and_is_as_large_as_is_promised() -> Outcome {
    let Corpus { cases, .. } = corpus()?;
    let named: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.codes).map(String::as_str).collect();
    let all: BTreeSet<&str> = CauseCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(named, all);
    let count = |kind| cases.iter().filter(|case| case.kind == kind).count();
    assert!(count(Kind::Single) + count(Kind::Pair) >= 400);
    assert!(count(Kind::Wrong) >= 200);
    Ok(())
}

/// What is in order has no cause, whatever the tolerance.
#[test]
fn an_authentic_request_has_no_causes() -> Outcome {
    let scheme = Scheme::builtin("whitelabelcro")?;
    let secret = Secret::from("secret");
    let now = Timestamp::from_millis(1_790_000_000_000);
    let body = br#"{"id":1,"type":"client.created"}"#;
    let stamp = SignOptions::at(now);
    let signed = countersign::sign(&scheme, &secret, body, stamp)?;
    let headers: Vec<_> =
        signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let input = Input {
        scheme: None,
        secrets: &[secret],
        headers: &headers,
        body,
        now,
        tolerance: Some(Tolerance::Seconds(1)),
        url: None,
        method: None,
    };
    let said = explain(&input);
    assert!(said.ok && said.causes.is_empty() && !said.search.ran);
    assert_eq!(said.scheme.map(|scheme| scheme.id).as_deref(), Some("whitelabelcro"));
    Ok(())
}

fn decode(base64: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(base64).map_err(|error| error.to_string())
}
