//! What providers ask before they send events, as their documents show it.

use countersign::{
    ChallengeResponse, Error, Request, Result, Scheme, Secret, SignOptions, Target, Timestamp,
    Verifier, sign,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const SECRET: &str = "a secret of the tests";

/// A question of a provider's.
struct Question<'a> {
    scheme: &'a str,
    method: &'a str,
    query: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a str,
    /// What it is signed with.
    signed_with: Option<&'a str>,
    /// What the receiver told the provider.
    token: Option<&'a str>,
}

fn ask(question: &Question<'_>) -> Result<Option<ChallengeResponse>> {
    let scheme = Scheme::builtin(question.scheme)?;
    let body = question.body.as_bytes();
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in question.headers {
        headers.push(((*name).to_owned(), (*value).to_owned()));
    }
    if let Some(secret) = question.signed_with {
        let stamp = SignOptions::at(NOW).with_id(Some("msg_1"));
        headers.extend(sign(&scheme, &Secret::from(secret), body, stamp)?);
    }
    let lines: Vec<_> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let url = format!("https://hooks.example.com/in{}", question.query);
    let target = Target { method: Some(question.method), url: Some(&url) };
    let token = question.token.map(Secret::from);
    Verifier::new(scheme, &[Secret::from(SECRET)])?.answer(
        &Request::new(&lines, body).to(target),
        token.as_ref(),
        NOW,
    )
}

/// One that is asked as it should be.
const GOOD: Question<'_> = Question {
    scheme: "",
    method: "POST",
    query: "",
    headers: &[],
    body: "",
    signed_with: None,
    token: None,
};

fn questions() -> Vec<(Question<'static>, &'static str)> {
    vec![
        (
            Question {
                scheme: "slack",
                body: r#"{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}"#,
                signed_with: Some(SECRET),
                ..GOOD
            },
            "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
        ),
        (
            Question {
                scheme: "zoom",
                body: r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#,
                signed_with: Some(SECRET),
                ..GOOD
            },
            r#"{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"HEX"}"#,
        ),
        (
            Question {
                scheme: "meta",
                method: "GET",
                query: "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock",
                token: Some("meatyhamhock"),
                ..GOOD
            },
            "1158201444",
        ),
        (
            Question {
                scheme: "x-twitter",
                method: "GET",
                query: "?crc_token=challenge&nonce=1",
                ..GOOD
            },
            r#"{"response_token":"sha256=BASE64"}"#,
        ),
        (
            Question {
                scheme: "twitch",
                headers: &[("Twitch-Eventsub-Message-Type", "webhook_callback_verification")],
                body: r#"{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"status":"webhook_callback_verification_pending"}}"#,
                signed_with: Some(SECRET),
                ..GOOD
            },
            "pogchamp-kappa-360noscope-vohiyo",
        ),
        (
            Question { scheme: "dropbox", method: "GET", query: "?challenge=abc123", ..GOOD },
            "abc123",
        ),
    ]
}

/// What Python's `hmac` makes of the two tokens.
const ZOOM_HEX: &str = "5077cbe1cb2263b9970aa2fd4368247463a507b71f63ba50d944008b5556c706";
const TWITTER_BASE64: &str = "QppIlqjX6QDVpcGIQbe6TgubsWIvF34uTEEZyINatOQ=";

#[test]
fn what_is_asked_gets_the_documented_answer() -> Result<()> {
    for (question, expected) in questions() {
        let answer = ask(&question)?;
        let expected = expected.replace("HEX", ZOOM_HEX).replace("BASE64", TWITTER_BASE64);
        assert_eq!(answer.map(|answer| answer.body), Some(expected), "{}", question.scheme);
    }
    Ok(())
}

#[test]
fn what_is_forged_gets_none() {
    for (question, _) in questions() {
        if question.signed_with.is_some() {
            let forged = Question { signed_with: Some("another secret"), ..question };
            let scheme = forged.scheme;
            assert!(matches!(ask(&forged), Err(Error::SignatureMismatch { .. })), "{scheme}");
            let unsigned = Question { signed_with: None, ..forged };
            assert!(matches!(ask(&unsigned), Err(Error::MissingHeader { .. })), "{scheme}");
        } else if question.token.is_some() {
            for token in [None, Some("meatyhamhocks"), Some("")] {
                let forged = Question { token, ..question };
                assert!(matches!(ask(&forged), Err(Error::SignatureMismatch { .. })), "{token:?}");
            }
        }
    }
}

/// Or anybody could have a body signed, and send it as an event.
#[test]
fn no_body_is_signed_for_whoever_asks() {
    for query in ["?crc_token=%7B%22id%22%3A1%7D", "?crc_token=%7B%7D", "?crc_token=a%0Ab"] {
        let question = Question { scheme: "x-twitter", method: "GET", query, ..GOOD };
        assert!(matches!(ask(&question), Err(Error::MissingPart { .. })), "{query}");
    }
}

#[test]
fn an_event_is_no_handshake() -> Result<()> {
    let event = Question {
        scheme: "slack",
        body: r#"{"type":"event_callback"}"#,
        signed_with: Some(SECRET),
        ..GOOD
    };
    assert_eq!(ask(&event)?, None);
    assert_eq!(ask(&Question { scheme: "stripe", method: "GET", ..GOOD })?, None);
    Ok(())
}

#[test]
fn a_secret_is_echoed_in_its_header() -> Result<()> {
    let told = "b537207f20cbfa02357cf448134da559";
    let asked =
        Question { scheme: "asana", headers: &[("X-Hook-Secret", told)], body: "{}", ..GOOD };
    let headers = vec![("x-hook-secret".to_owned(), told.to_owned())];
    assert_eq!(ask(&asked)?, Some(ChallengeResponse { headers, body: String::new() }));
    let event = Question { headers: &[], signed_with: Some(SECRET), ..asked };
    assert_eq!(ask(&event)?, None);
    Ok(())
}
