//! Verifies a webhook, and says where it goes.

use std::borrow::Cow;

use countersign::{ChallengeResponse, Error, Request, Target, Timestamp};

use super::request_head::RequestHead;
use crate::{config::Source, event::Event, problem::Problem, store::ingest_record::IngestRecord};

/// A request that is authentic.
#[derive(Debug)]
pub enum Verified {
    /// An event.
    Event(VerifiedRequest),
    /// A provider's challenge to the endpoint, with its answer.
    Challenge(ChallengeResponse),
}

/// An authentic event, and where it goes.
#[derive(Debug)]
pub struct VerifiedRequest {
    /// The event, with the headers that may be stored and passed on.
    pub event: Event,
    /// What tells two requests to be the same event.
    pub dedup_key: String,
    /// The names of the destinations it goes to.
    pub destinations: Vec<String>,
}

impl VerifiedRequest {
    /// The record for the inbox, and the body. This is where the headers are encoded.
    ///
    /// # Errors
    ///
    /// Where the headers cannot be written as JSON.
    pub fn into_record(self, generation: u32) -> serde_json::Result<(IngestRecord, Vec<u8>)> {
        let Event { source, id, kind, time, tenant, received_at, headers, body } = self.event;
        let record = IngestRecord {
            source,
            dedup_key: self.dedup_key,
            id,
            kind,
            time,
            tenant,
            received_at,
            headers: serde_json::value::to_raw_value(&headers)?,
            destinations: self.destinations,
            generation,
        };
        Ok((record, body))
    }
}

/// The body, where all of it was read.
///
/// # Errors
///
/// The problem with a body of which `size` is known, which is too large, or with one
/// that broke off.
pub fn require_body(
    body: Option<Vec<u8>>,
    size: Option<f64>,
    source: &Source,
) -> Result<Vec<u8>, Problem> {
    body.ok_or_else(|| match size {
        Some(size) => {
            Problem::from(&Error::BodyTooLarge { size: size as usize, limit: source.max_body })
        }
        None => Problem::unreadable_body("the body ended early"),
    })
}

/// Verifies what was posted to a source, `head` being the JSON of a [`RequestHead`].
///
/// # Errors
///
/// The problem with a request that cannot be read, or is not authentic.
pub fn verify(
    source: &Source,
    name: &str,
    head: &str,
    body: Vec<u8>,
    now: i64,
) -> Result<Verified, Problem> {
    let mut head = RequestHead::parse(head, source)?;
    let (method, url) = (head.method.take(), head.url.take().map(|url| source.url(&url)));
    let headers = head.into_headers(source);
    let lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let target = Target { method: method.as_deref(), url: url.as_deref() };
    let request = Request::new(&lines, &body).to(target);

    let verifier = &source.verifier;
    let at = Timestamp::from_millis(now);
    let problem = |error| Problem::from(&error);
    if let Some(response) =
        verifier.answer(&request, source.verify_token.as_ref(), at).map_err(problem)?
    {
        return Ok(Verified::Challenge(response));
    }
    if method.as_deref().is_some_and(|method| method != "POST") {
        return Err(Problem::method_not_allowed("webhooks are posted"));
    }
    let event = verifier.verify(&request, at).map_err(problem)?;

    let destinations = source.destinations(event.kind.as_deref(), event.tenant.as_deref());
    let destinations = destinations.map(str::to_owned).collect();
    let dedup_key = event.dedup_key.into_owned();
    let (id, kind) = (event.id.into_owned(), event.kind.map(Cow::into_owned));
    let (time, tenant) = (event.time.map(Timestamp::as_millis), event.tenant.map(Cow::into_owned));
    let event = Event {
        source: name.to_owned(),
        id,
        kind,
        time,
        tenant,
        received_at: now,
        headers: without_secrets(source, headers),
        body,
    };
    Ok(Verified::Event(VerifiedRequest { event, dedup_key, destinations }))
}

/// The headers that may be stored and passed on. Whoever has a secret that was sent in
/// one could send events with it.
fn without_secrets(source: &Source, mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    for secret in source.verifier.scheme().secret_headers() {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case(secret));
    }
    headers
}

#[cfg(test)]
mod tests {
    use countersign::{Scheme, Secret, SignOptions, sign};

    use super::*;
    use crate::config::{Config, ConfigError, ConfigFile};

    const NOW: i64 = 1_790_000_000_000;
    const SECRET: &str = "a secret of the provider";
    const BODY: &str =
        r#"{"id":"evt_1","type":"form.submitted","createdAt":"2026-09-21T14:13:20Z"}"#;

    fn config() -> Result<Config, ConfigError> {
        let json = serde_json::json!({
            "sources": { "optimo": {
                "scheme": "optimocms",
                "secrets": ["OPTIMO_SECRET"],
                "routes": [{ "to": "app", "types": ["form.*"] }],
            } },
            "destinations": { "app": { "url": "https://app.example.com/" } },
        });
        ConfigFile::parse(&json.to_string())?.resolve(|_| Some(SECRET.to_owned()))
    }

    /// The head of a request with a signature and, if any, one header more.
    fn head(source: &Source, extra: &[&str]) -> Result<String, Problem> {
        let problem = |error: Error| Problem::from(&error);
        let scheme = Scheme::builtin("optimocms").map_err(problem)?;
        let options = SignOptions::at(Timestamp::from_millis(NOW));
        let signed =
            sign(&scheme, &Secret::new(SECRET), BODY.as_bytes(), options).map_err(problem)?;
        let value = |name: &str| {
            let found = signed.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        let mut values: Vec<_> =
            super::super::request_head::header_names(source).map(value).collect();
        values.extend(extra.iter().map(|value| Some((*value).to_owned())));
        Ok(serde_json::json!({ "headers": values }).to_string())
    }

    fn verify_head(head: impl Fn(&Source) -> Result<String, Problem>) -> Result<Verified, Problem> {
        let invalid = |error: ConfigError| Problem::invalid_configuration(error.to_string());
        let config = config().map_err(invalid)?;
        let source = config.source("optimo").ok_or_else(|| Problem::unknown_source(""))?;
        verify(source, "optimo", &head(source)?, BODY.as_bytes().to_vec(), NOW)
    }

    #[test]
    fn a_signed_request_is_an_event_with_its_destinations() -> Result<(), Problem> {
        let Verified::Event(request) = verify_head(|source| head(source, &[]))? else {
            return Err(Problem::internal("a challenge"));
        };
        assert_eq!(
            (request.dedup_key.as_str(), request.destinations.as_slice()),
            ("evt_1", &["app".to_owned()][..])
        );
        assert_eq!(request.event.body, BODY.as_bytes());
        Ok(())
    }

    #[test]
    fn a_head_that_cannot_be_read_is_400_and_not_without_headers() {
        let heads = [
            "",
            "{}",
            "null",
            r#"{"headers":null}"#,
            r#"{"headers":{}}"#,
            r#"{"headers":[1]}"#,
            r#"{"headers":[]}"#,
        ];
        for json in heads {
            let code = verify_head(|_| Ok(json.to_owned())).err().map(|it| (it.status, it.code));
            assert_eq!(code, Some((400, "unreadable_headers")), "{json}");
        }
        let more = verify_head(|source| head(source, &["text/plain"])).err().map(|it| it.code);
        assert_eq!(more, Some("unreadable_headers"));
    }
}
