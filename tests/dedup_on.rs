//! Dedup keys of what the receiver says: SalesOS gives each attempt an id of its own.

use countersign::{
    Error, Request, Result, Scheme, Secret, SignOptions, Timestamp, Verifier, builtin_ids, sign,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn verifier(scheme: &str, dedup_on: &[&str]) -> Result<Verifier> {
    let secret = Secret::from("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0");
    Verifier::new(Scheme::builtin(scheme)?, &[secret])?.with_dedup_on(dedup_on)
}

/// The dedup key of a body that is signed.
fn key(dedup_on: &[&str], body: &str) -> Result<String> {
    let verifier = verifier("salesos", dedup_on)?;
    let secret = Secret::from("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0");
    let signed = sign(verifier.scheme(), &secret, body.as_bytes(), SignOptions::at(NOW))?;
    let headers: Vec<_> =
        signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let event = verifier.verify(&Request::new(&headers, body.as_bytes()), NOW)?;
    Ok(event.dedup_key.into_owned())
}

const FIRST: &str = r#"{"event":"lead.created","eventId":"a-1","timestamp":1790000000000,"data":{"id":"l1","tags":["x","y"]}}"#;

#[test]
fn a_retry_with_another_id_has_the_key_of_the_first_attempt() -> Result<()> {
    let on = ["/event", "/data"];
    let first = key(&on, FIRST)?;
    for retry in [
        r#"{"event":"lead.created","eventId":"a-2","timestamp":1790000060000,"data":{"id":"l1","tags":["x","y"]}}"#,
        r#"{ "data": {"tags": ["x", "\u0079"], "id": "l1"}, "eventId": "a-3", "timestamp": 1, "event": "lead\u002ecreated" }"#,
    ] {
        assert_eq!(key(&on, retry)?, first, "{retry}");
    }
    for other in [
        r#"{"event":"lead.updated","eventId":"a-1","timestamp":1790000000000,"data":{"id":"l1","tags":["x","y"]}}"#,
        r#"{"event":"lead.created","eventId":"a-1","timestamp":1790000000000,"data":{"id":"l1","tags":["y","x"]}}"#,
        r#"{"event":"lead.created","eventId":"a-1","timestamp":1790000000000,"data":{"id":"l2","tags":["x","y"]}}"#,
        r#"{"event":"lead.created","eventId":"a-1","timestamp":1790000000000,"data":null}"#,
    ] {
        assert_ne!(key(&on, other)?, first, "{other}");
    }
    assert_ne!(key(&["/data", "/event"], FIRST)?, first);
    Ok(())
}

#[test]
fn a_body_without_one_of_the_members_has_the_key_of_its_id() -> Result<()> {
    let documented =
        r#"{"id":"evt_1","type":"lead.created","timestamp":"2026-09-21T14:13:20Z","data":{}}"#;
    assert_eq!(key(&["/event", "/data"], documented)?, "evt_1");
    assert_eq!(key(&["/event", "/data/missing"], FIRST)?, "a-1");
    assert_eq!(key(&["/event/name"], FIRST)?, "a-1");
    Ok(())
}

#[test]
fn what_is_no_pointer_into_a_signed_body_is_refused_with_the_path() -> Result<()> {
    let fault = |scheme: &str, on: &[&str]| match verifier(scheme, on) {
        Err(Error::InvalidScheme { path, .. }) => Some(path),
        Err(other) => Some(other.to_string()),
        Ok(_) => None,
    };
    assert_eq!(fault("salesos", &[]).as_deref(), Some("dedup_on"));
    assert_eq!(fault("salesos", &["/a"; 9]).as_deref(), Some("dedup_on"));
    assert_eq!(fault("salesos", &["/a", "b"]).as_deref(), Some("dedup_on[1]"));
    assert_eq!(fault("salesos", &["/a", "/a"]).as_deref(), Some("dedup_on[1]"));
    let mut unsigned = 0;
    for id in builtin_ids() {
        let scheme = serde_json::to_value(Scheme::builtin(id)?).unwrap_or_default();
        if scheme["unsigned_body"] == true {
            assert_eq!(fault(id, &["/a"]).as_deref(), Some("dedup_on"), "{id}");
            unsigned += 1;
        }
    }
    assert!(unsigned > 0);
    Ok(())
}
