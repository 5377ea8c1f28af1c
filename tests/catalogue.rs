//! The catalogue's schemes against what providers publish, and against
//! themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use countersign::{
    Error, Request, Scheme, Secret, SignOptions, Target, Timestamp, Tolerance, Verifier,
    builtin_ids, sign_request,
};
use serde::Deserialize;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// A request that a provider shows as an example.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    scheme: String,
    /// For the reader of the file.
    #[serde(rename = "source", default)]
    _source: String,
    secret: String,
    headers: BTreeMap<String, String>,
    body: String,
    url: Option<String>,
    method: Option<String>,
}

impl Published {
    fn verify(&self) -> Result<(), Error> {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let target = Target { method: self.method.as_deref(), url: self.url.as_deref() };
        Verifier::new(Scheme::builtin(&self.scheme)?, &[Secret::new(self.secret.as_str())])?
            .with_tolerance(Tolerance::Unlimited)
            .verify(&Request::new(&headers, self.body.as_bytes()).to(target), NOW)
            .map(drop)
    }
}

fn read(file: &str) -> Outcome<Vec<Published>> {
    let file = format!("{}/tests/catalogue/{file}.json", env!("CARGO_MANIFEST_DIR"));
    Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
}

/// A text in which one character is another one.
fn tampered(text: &str) -> String {
    let mut characters: Vec<_> = text.chars().collect();
    let middle = characters.len() / 2;
    if let Some(character) = characters.get_mut(middle) {
        *character = if *character == 'a' { 'b' } else { 'a' };
    }
    characters.into_iter().collect()
}

#[test]
fn what_providers_publish_verifies_and_no_other() -> Outcome {
    let all = read("published")?;
    assert!(all.len() >= 30, "{}", all.len());
    verifies_and_no_other(all)
}

/// Made by a program that knows the providers, and not the schemes.
#[test]
fn what_another_made_verifies_and_no_other() -> Outcome {
    let all = read("independent")?;
    let made: BTreeSet<_> = all.iter().map(|one| one.scheme.clone()).collect();
    let own = ["optimocms", "salesos", "bottlecrm", "customermates", "whitelabelcro"];
    for id in builtin_ids().filter(|id| !own.contains(id)) {
        assert!(made.contains(id), "{id}");
    }
    verifies_and_no_other(all)
}

fn verifies_and_no_other(all: Vec<Published>) -> Outcome {
    for one in all {
        let scheme = Scheme::builtin(&one.scheme)?;
        assert_eq!(one.verify(), Ok(()), "{}", one.scheme);

        let other_secret = Published { secret: tampered(&one.secret), ..one.clone() };
        assert!(other_secret.verify().is_err(), "{}: another secret", one.scheme);
        if scheme.signs_body() {
            let other_body = Published { body: format!("{} ", one.body), ..one.clone() };
            assert!(other_body.verify().is_err(), "{}: another body", one.scheme);
        }
        for name in scheme.header_names() {
            let mut other = one.clone();
            let is_it = |known: &str| known.eq_ignore_ascii_case(name);
            let Some((known, value)) = one.headers.iter().find(|(known, _)| is_it(known)) else {
                continue;
            };
            // A second signature may be anything where the first one is right.
            if known.ends_with("secondary") {
                continue;
            }
            other.headers.insert(known.clone(), tampered(value));
            assert!(other.verify().is_err(), "{}: another {name}", one.scheme);
        }
        if let Some(url) = one.url.as_ref().filter(|_| scheme.signs_url()) {
            // What stands in the query is at its end, and what else is signed ahead.
            let url = tampered(url).replace("data.id=42", "data.id=43");
            let other_url = Published { url: Some(url), ..one.clone() };
            assert!(other_url.verify().is_err(), "{}: another URL", one.scheme);
        }
    }
    Ok(())
}

/// A generator of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self) -> Vec<u8> {
        let size = self.next() % 300;
        (0..size).map(|_| self.next() as u8).collect()
    }
}

/// A request that a scheme can sign: a body, and where it goes. Schemes that
/// read the body get one that they can read.
fn request(scheme: &Scheme, random: &mut Random) -> (Vec<u8>, String) {
    let url = format!("https://hooks.example.com/in?data.id={}", random.next());
    let noise = hex(&random.bytes());
    let body = match scheme.id() {
        "linear" => {
            format!(r#"{{"webhookTimestamp":{},"noise":"{noise}"}}"#, NOW.as_millis()).into_bytes()
        }
        // Of these a body that is no text is refused.
        "hubspot-v1" | "hubspot-v2" => noise.into_bytes(),
        "mailgun" => {
            let seconds = NOW.as_millis() / 1000;
            let signature = format!(r#"{{"timestamp":"{seconds}","token":"{noise}"}}"#);
            format!(r#"{{"signature":{signature}}}"#).into_bytes()
        }
        "figma" => b"{}".to_vec(),
        "twilio" | "mandrill" | "plivo-v1" => format!("b={noise}&a=1").into_bytes(),
        _ => random.bytes(),
    };
    (body, url)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A secret that is one by every scheme's rules.
const SECRET: &str = "5a17c0ffee00112233445566778899aabbccddeeff001122";

/// Headers that a scheme signs or wants, beside those that signing makes.
fn extra_headers(scheme: &Scheme) -> Vec<(&'static str, String)> {
    let headers: &[(&str, &str)] = match scheme.id() {
        "box" => &[("box-signature-version", "1"), ("box-signature-algorithm", "HmacSHA256")],
        "mercadopago" => &[("x-request-id", "bb56a2f1")],
        "plivo-v2" => &[("x-plivo-signature-v2-nonce", "12345")],
        _ => &[],
    };
    headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn target(url: &str) -> Target<'_> {
    Target { method: Some("POST"), url: Some(url) }
}

/// Where a signature goes that stands in no header.
fn place(scheme: &Scheme, signature: &str, body: &mut Vec<u8>, url: &mut String) -> Outcome {
    match scheme.signature_component().as_deref() {
        None => {}
        Some("query:signature") => url.push_str(&format!("&signature={signature}")),
        Some("/signature/signature") => {
            let text = String::from_utf8(body.clone())?;
            *body =
                text.replace("\"}}", &format!("\",\"signature\":\"{signature}\"}}}}")).into_bytes();
        }
        Some("/passcode") => *body = format!(r#"{{"passcode":"{signature}"}}"#).into_bytes(),
        Some(part) => return Err(format!("{}: {part}", scheme.id()).into()),
    }
    Ok(())
}

#[test]
fn every_scheme_verifies_what_it_signs_and_nothing_else() -> Outcome {
    let mut random = Random(1);
    for id in builtin_ids() {
        let scheme = Scheme::builtin(id)?;
        let secret = Secret::from(SECRET);
        let verifier = Verifier::new(scheme.clone(), std::slice::from_ref(&secret))?;
        let rounds = 1000;
        for round in 0..rounds {
            let (mut body, mut url) = request(&scheme, &mut random);
            if id == "twilio-json" {
                url.push_str(&format!("&bodySHA256={}", hex(&sha256(&body))));
            }
            let more = extra_headers(&scheme);
            let more: Vec<_> = more.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
            let stamp = SignOptions::at(NOW)
                .with_id(Some("msg_1"))
                .with_headers(&more)
                .with_target(target(&url));
            let signed = sign_request(&scheme, &secret, &body, stamp)
                .map_err(|error| format!("{id}: {error}"))?;
            place(&scheme, &signed.signature, &mut body, &mut url)?;
            let mut headers = more.clone();
            headers.extend(
                signed.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())),
            );
            let verify = |body: &[u8], url: &str| {
                verifier.verify(&Request::new(&headers, body).to(target(url)), NOW).map(drop)
            };
            // Some schemes take JSON objects alone.
            match verify(&body, &url) {
                Ok(()) | Err(Error::MalformedPayload { .. }) => {}
                Err(error) => return Err(format!("{id}, round {round}: {error}").into()),
            }
            if scheme.signs_body() {
                let mut other = body.clone();
                match other.last_mut() {
                    Some(byte) if body.ends_with(b"}") => *byte = b' ',
                    Some(byte) => *byte ^= 1,
                    None => other.push(b'x'),
                }
                assert!(
                    matches!(
                        verify(&other, &url),
                        Err(Error::SignatureMismatch { .. } | Error::MissingPart { .. })
                    ),
                    "{id}, round {round}: another body"
                );
            }
        }
    }
    Ok(())
}
