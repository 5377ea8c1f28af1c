//! That a request which was seen once is no other event: not by the bytes that a
//! signature leaves open, nor by what it can be continued with.

use countersign::{
    Error, Request, Scheme, Secret, SignOptions, Target, Timestamp, Verifier, sign_request,
};
use sha2::{Digest as _, Sha256};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const URL: &str = "https://hooks.example.com/in?data.id=42";

/// Verifies a body and a URL with the headers of another request, and gives the
/// event's key.
type Verify = Box<dyn Fn(&[u8], &str) -> Result<String, Error>>;

/// Signs a body as a provider does, and says how to verify others with that.
fn captured(id: &str, body: &str) -> Result<Verify, Box<dyn std::error::Error>> {
    let (scheme, secret) = (Scheme::builtin(id)?, Secret::from("a secret"));
    let target = Target { method: Some("POST"), url: Some(URL) };
    let stamp = SignOptions::at(NOW).with_target(target);
    let signed = sign_request(&scheme, &secret, body.as_bytes(), stamp)?;
    let verifier = Verifier::new(scheme, &[secret])?;
    Ok(Box::new(move |body: &[u8], url: &str| {
        let headers: Vec<_> =
            signed.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let request = Request::new(&headers, body);
        let request = request.to(Target { url: Some(url), ..target });
        verifier.verify(&request, NOW).map(|event| event.dedup_key.into_owned())
    }))
}

#[test]
fn a_form_that_is_written_in_another_way_is_the_same_event() -> Outcome {
    for id in ["twilio", "mandrill", "plivo-v1"] {
        let verify = captured(id, "a=1&b=two+words")?;
        let key = verify(b"a=1&b=two+words", URL)?;
        for same in ["b=two+words&a=1", "%61=1&b=two%20words", "a=1&&b=two+words&a=1"] {
            assert_eq!(verify(same.as_bytes(), URL), Ok(key.clone()), "{id}: {same}");
        }
        assert!(verify(b"a=2&b=two+words", URL).is_err(), "{id}");
    }
    Ok(())
}

#[test]
fn a_form_of_too_many_fields_is_not_sorted() -> Outcome {
    let verify = captured("twilio", "a=1")?;
    let many = "a&".repeat(100_000);
    assert!(matches!(verify(many.as_bytes(), URL), Err(Error::MissingPart { .. })));
    Ok(())
}

#[test]
fn a_hash_that_begins_with_the_secret_is_not_continued() -> Outcome {
    let scheme = Scheme::builtin("hubspot-v1")?;
    let header = scheme.header_names().next().unwrap_or_default().to_owned();
    let verifier = Verifier::new(scheme, &[Secret::from("a secret")])?;
    let verify = |body: &[u8]| {
        let signature = hex::encode(Sha256::digest([b"a secret", body].concat()));
        let headers = [(header.as_str(), signature.as_bytes())];
        verifier.verify(&Request::new(&headers, body), NOW).map(drop)
    };
    let body = br#"[{"eventId":1}]"#;
    assert_eq!(verify(body), Ok(()));

    // What SHA-256 fills the last block with (FIPS 180-4, section 5.1.1): who
    // knows the hash of that can go on from there.
    let size = b"a secret".len() + body.len();
    let zeros = 64 - 9 - size;
    let filling = [&[0x80], vec![0; zeros].as_slice(), &(8 * size as u64).to_be_bytes()].concat();
    let longer = [body.as_slice(), &filling, br#"[{"eventId":2}]"#].concat();
    assert!(matches!(verify(&longer), Err(Error::SignatureMismatch { .. })));
    Ok(())
}

#[test]
fn a_part_that_is_signed_is_there_once() -> Outcome {
    let verify = captured("mercadopago", "{}")?;
    assert!(verify(b"{}", URL).is_ok());
    let error = verify(b"{}", &format!("{URL}&data.id=43")).err();
    assert_eq!(error, Some(Error::MissingPart { part: "query:data.id".to_owned() }));
    Ok(())
}

#[test]
fn what_moves_between_the_url_and_the_body_is_the_same_event() -> Outcome {
    let (url, digits) = URL.split_at(URL.len() - 2);
    for (id, moved) in [("square", format!("{digits}[]")), ("hubspot-v2", format!("{digits}[]"))] {
        let verify = captured(id, "[]")?;
        assert_eq!(verify(moved.as_bytes(), url), verify(b"[]", URL), "{id}");
        assert!(verify(b"[]", URL).is_ok(), "{id}");
    }
    let verify = captured("square", r#"{"event_id":"e1"}"#)?;
    assert_eq!(verify(br#"{"event_id":"e1"}"#, URL).as_deref(), Ok("e1"));
    Ok(())
}
