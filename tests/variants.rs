//! What providers send beside what they document, explained.

use countersign::{
    Result, Scheme, Secret, SignOptions, Timestamp, Tolerance,
    explain::{CauseCode, Explanation, Freshness, Input, SignatureState, explain},
    sign,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const SECRET: &str = "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83";
const BOTTLECRM: &str = r#"{"id":"0b9f","event":"deal.won","created_at":"2026-09-21T14:13:20+00:00","org_id":"ab12-cd34","data":{}}"#;
const SALESOS: &str =
    r#"{"event":"lead.created","eventId":"3f6f","timestamp":1790000000000,"data":{}}"#;

struct Sent {
    scheme: &'static str,
    variant: &'static str,
    signed: &'static str,
    received: &'static str,
    secret: &'static str,
    sent_at: Timestamp,
}

/// What is said of a request, with its scheme given and not.
fn explained(sent: &Sent) -> Result<[Explanation; 2]> {
    let scheme = Scheme::builtin(sent.scheme)?;
    let stamp = SignOptions::at(sent.sent_at).with_variant(Some(sent.variant));
    let signed = sign(&scheme, &Secret::from(sent.secret), sent.signed.as_bytes(), stamp)?;
    let headers: Vec<_> =
        signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let secrets = [Secret::from(SECRET)];
    let input = Input {
        scheme: Some(&scheme),
        secrets: &secrets,
        headers: &headers,
        body: sent.received.as_bytes(),
        now: NOW,
        tolerance: None::<Tolerance>,
        url: None,
        method: None,
    };
    Ok([explain(&input), explain(&Input { scheme: None, ..input })])
}

fn sent(scheme: &'static str, variant: &'static str, body: &'static str) -> Sent {
    Sent { scheme, variant, signed: body, received: body, secret: SECRET, sent_at: NOW }
}

const FORMS: [(&str, &str, &str); 2] =
    [("bottlecrm", "timestamped", BOTTLECRM), ("salesos", "event-id", SALESOS)];

#[test]
fn an_authentic_request_is_explained_in_its_own_form() -> Result<()> {
    for (scheme, variant, body) in FORMS {
        for found in explained(&sent(scheme, variant, body))? {
            assert!(found.ok, "{scheme}: {found:?}");
            let checked = found.scheme.map(|scheme| (scheme.id, scheme.variant));
            assert_eq!(checked, Some((scheme.to_owned(), Some(variant.to_owned()))));
            assert!(found.causes.is_empty());
            let id = found.steps.last().map(|step| step.message.clone()).unwrap_or_default();
            assert!(
                id.contains("id 0b9f, type deal.won") || id.contains("id 3f6f, type lead.created"),
                "{id}"
            );
        }
    }
    Ok(())
}

#[test]
fn the_cause_of_a_refusal_is_proven_in_the_variant_too() -> Result<()> {
    for (scheme, variant, body) in FORMS {
        let spaced: &'static str = Box::leak(body.replace("\":", "\": ").into_boxed_str());
        let [found, _] = explained(&Sent { received: spaced, ..sent(scheme, variant, body) })?;
        assert_eq!(found.signature, SignatureState::Differs);
        let codes: Vec<_> = found.causes.iter().map(|cause| cause.code).collect();
        assert_eq!(codes.first(), Some(&CauseCode::BodyReserialized), "{scheme}: {codes:?}");

        let other = "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83\n";
        let [found, _] = explained(&Sent { secret: other, ..sent(scheme, variant, body) })?;
        let codes: Vec<_> = found.causes.iter().map(|cause| cause.code).collect();
        assert_eq!(codes.first(), Some(&CauseCode::SecretWhitespace), "{scheme}: {codes:?}");
    }
    Ok(())
}

#[test]
fn a_stale_time_of_the_variant_is_told() -> Result<()> {
    let sent_at = Timestamp::from_millis(NOW.as_millis() - 301_000);
    let stale = Sent { sent_at, ..sent("bottlecrm", "timestamped", BOTTLECRM) };
    let [found, _] = explained(&stale)?;
    assert!(!found.ok);
    assert_eq!(found.freshness, Freshness::Stale);
    assert_eq!(found.causes.first().map(|cause| cause.code), Some(CauseCode::Stale));
    Ok(())
}

#[test]
fn a_signature_of_one_form_in_the_header_of_the_other_is_explained() -> Result<()> {
    // Signed with its time, and written as the document has it.
    let scheme = Scheme::builtin("bottlecrm")?;
    let stamp = SignOptions::at(NOW).with_variant(Some("timestamped"));
    let signed = sign(&scheme, &Secret::from(SECRET), BOTTLECRM.as_bytes(), stamp)?;
    let value = signed.first().map(|(_, value)| value.clone()).unwrap_or_default();
    let digits = value.rsplit_once("v1=").map(|(_, digits)| digits).unwrap_or_default();
    let written = format!("sha256={digits}");
    let time = "1790000000";
    let headers =
        [("x-bottlecrm-signature", written.as_bytes()), ("x-bottlecrm-timestamp", time.as_bytes())];
    let secrets = [Secret::from(SECRET)];
    let found = explain(&Input {
        scheme: Some(&scheme),
        secrets: &secrets,
        headers: &headers,
        body: BOTTLECRM.as_bytes(),
        now: NOW,
        tolerance: None,
        url: None,
        method: None,
    });
    assert_eq!(found.causes.first().map(|cause| cause.code), Some(CauseCode::ContentTemplate));
    Ok(())
}
