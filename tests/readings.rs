//! That what is signed can be read in one way only: no signature is good for
//! another id, another time or another body, whatever the sender may choose.

use countersign::{
    Error, Request, Scheme, Secret, SignOptions, Target, Timestamp, Verifier, builtin_ids, sign,
};
use serde_json::Value;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const SECRET: &str = "5a17c0ffee00112233445566778899aabbccddeeff001122";
const URL: &str = "https://hooks.example.com/in?data.id=42";

/// A request, and how it is signed.
struct Signed {
    scheme: Scheme,
    json: Value,
    headers: Vec<(String, String)>,
    /// The signed time, to the letter.
    time: String,
}

/// What stands for the variable pieces of what is signed.
#[derive(Clone, Debug, Default, PartialEq)]
struct Reading {
    id: String,
    time: String,
    body: String,
}

impl Signed {
    fn new(scheme: Scheme, id: &str, body: &str) -> Outcome<Self> {
        let json = serde_json::to_value(&scheme)?;
        let time = match text(&json, "/timestamp/unit") {
            "s" => (NOW.as_millis() / 1000).to_string(),
            "ms" => NOW.as_millis().to_string(),
            "rfc3339" => NOW.to_rfc3339(),
            _ => String::new(),
        };
        let stamp = SignOptions::at(NOW).with_id(Some(id)).with_target(target());
        let headers = sign(&scheme, &Secret::from(SECRET), body.as_bytes(), stamp)?;
        Ok(Self { scheme, json, headers, time })
    }

    /// Verifies another reading with this one's signature.
    fn verify(&self, reading: &Reading) -> Result<(), Error> {
        let id = text(&self.json, "/message_id/header");
        // Box wants these as well.
        let mut headers = vec![
            ("box-signature-version", "1".to_owned()),
            ("box-signature-algorithm", "HmacSHA256".to_owned()),
        ];
        headers.extend(self.headers.iter().map(|(name, value)| match name.as_str() {
            name if name.eq_ignore_ascii_case(id) => (name, reading.id.clone()),
            // The time stands in its own header, or beside the signature.
            name if !self.time.is_empty() => (name, value.replace(&self.time, &reading.time)),
            name => (name, value.clone()),
        }));
        let lines: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let request = Request::new(&lines, reading.body.as_bytes()).to(target());
        let verifier = Verifier::new(self.scheme.clone(), &[Secret::from(SECRET)])?;
        verifier.verify(&request, NOW).map(drop)
    }
}

fn target() -> Target<'static> {
    Target { method: Some("POST"), url: Some(URL) }
}

fn text<'j>(json: &'j Value, pointer: &str) -> &'j str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The names and texts of a template that covers the body; none where it has
/// others than these.
fn pieces(template: &str) -> Option<Vec<String>> {
    let fixed = template
        .replace("{method}", "POST")
        .replace("{url}", URL)
        .replace("{secret}", SECRET)
        .replace('{', "\n{")
        .replace('}', "}\n");
    let pieces: Vec<_> =
        fixed.split('\n').filter(|piece| !piece.is_empty()).map(str::to_owned).collect();
    let is_known = |piece: &String| {
        !piece.starts_with('{') || ["{id}", "{timestamp}", "{body}"].contains(&piece.as_str())
    };
    (template.contains("{body}") && pieces.iter().all(is_known)).then_some(pieces)
}

/// Every way in which what is signed can be read.
fn readings(pieces: &[String], content: &str, sofar: Reading, found: &mut Vec<Reading>) {
    let Some((piece, pieces)) = pieces.split_first() else {
        if content.is_empty() {
            found.push(sofar);
        }
        return;
    };
    if !piece.starts_with('{') {
        if let Some(rest) = content.strip_prefix(piece.as_str()) {
            readings(pieces, rest, sofar, found);
        }
        return;
    }
    for end in 0..=content.len() {
        let (value, rest) = content.split_at(end);
        let mut reading = sofar.clone();
        match piece.as_str() {
            "{id}" => reading.id = value.to_owned(),
            "{timestamp}" => reading.time = value.to_owned(),
            _ => reading.body = value.to_owned(),
        }
        readings(pieces, rest, reading, found);
    }
}

#[test]
fn what_is_signed_has_one_reading() -> Outcome {
    let mut tried = 0;
    for id in builtin_ids() {
        let scheme = Scheme::builtin(id)?;
        let json = serde_json::to_value(&scheme)?;
        let template = text(&json, "/signed_content");
        let Some(pieces) = pieces(template).filter(|_| template != "{body}") else { continue };
        // A body that goes on as what is signed does, from any digit and any dot on.
        let time = Signed::new(scheme.clone(), "msg-1", "")?.time;
        let glue = if template.contains("{timestamp}.") { "." } else { ":" };
        let body = format!("0{glue}{time}{glue}0{time}{{}}{glue}{time}0");
        let signed = Signed::new(scheme, "msg-1", &body)?;
        let own = Reading { id: "msg-1".into(), time, body };
        let own =
            Reading { id: if template.contains("{id}") { own.id } else { String::new() }, ..own };

        let content: String = pieces
            .iter()
            .map(|piece| match piece.as_str() {
                "{id}" => own.id.as_str(),
                "{timestamp}" => own.time.as_str(),
                "{body}" => own.body.as_str(),
                fixed => fixed,
            })
            .collect();
        let mut all = Vec::new();
        readings(&pieces, &content, Reading::default(), &mut all);
        // Of a body that is no JSON object it is said that it is authentic.
        all.retain(|reading| {
            matches!(signed.verify(reading), Ok(()) | Err(Error::MalformedPayload { .. }))
        });
        assert_eq!(all, [own], "{id}: {template}");
        tried += 1;
    }
    assert!(tried > 35, "{tried}");
    Ok(())
}

#[test]
fn an_id_does_not_swallow_the_time_and_the_body() -> Outcome {
    let mut tried = 0;
    for id in builtin_ids() {
        let scheme = Scheme::builtin(id)?;
        let json = serde_json::to_value(&scheme)?;
        let header = text(&json, "/message_id/header");
        if header.is_empty() {
            continue;
        }
        let dot = if id == "twitch" { "" } else { "." };
        let time = Signed::new(scheme.clone(), "msg_1", "")?.time;
        let forged = r#"{"type":"forged"}"#;
        // What a provider signs that lets others choose a text.
        let body = format!("hello{dot}{time}{dot}{forged}");
        let signed = Signed::new(scheme.clone(), "msg_1", &body)?;
        let own = Reading { id: "msg_1".into(), time: time.clone(), body };
        assert_eq!(signed.verify(&own), Ok(()), "{id}");

        let swallowed = format!("msg_1{dot}{time}{dot}hello");
        let other = Reading { id: swallowed.clone(), time, body: forged.into() };
        let expected = format!("a value without `{}`", if dot.is_empty() { ":" } else { dot });
        let refused = Err(Error::MalformedSignature { header: header.to_owned(), expected });
        assert_eq!(signed.verify(&other), refused, "{id}");
        // Nor is one taken that was signed as such: nobody can tell.
        assert_eq!(Signed::new(scheme, &swallowed, forged)?.verify(&other), refused, "{id}");
        tried += 1;
    }
    assert!(tried >= 12, "{tried}");
    Ok(())
}

#[test]
fn a_time_takes_no_digit_of_the_body() -> Outcome {
    for (id, body, other) in [("hubspot-v3", "a=10", "a=1"), ("cloudinary", "a=10", "a=1")] {
        let signed = Signed::new(Scheme::builtin(id)?, "", body)?;
        let time = format!("0{}", signed.time);
        let forged = Reading { id: String::new(), time, body: other.into() };
        assert!(matches!(signed.verify(&forged), Err(Error::MalformedTimestamp { .. })), "{id}");
    }
    let signed = Signed::new(Scheme::builtin("cashfree")?, "", "1{}")?;
    let time = format!("{}1", signed.time);
    let longer = Reading { id: String::new(), time, body: "{}".into() };
    assert!(matches!(signed.verify(&longer), Err(Error::TimestampTooNew { .. })));
    Ok(())
}

#[test]
fn a_parameter_does_not_swallow_a_header() -> Outcome {
    let scheme = Scheme::builtin("mercadopago")?;
    let request_id = ("x-request-id", &b"bb56a2f1"[..]);
    let more = [request_id];
    let stamp = SignOptions::at(NOW).with_target(target()).with_headers(&more);
    let signed = sign(&scheme, &Secret::from(SECRET), b"{}", stamp)?;
    let signature: Vec<_> =
        signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let verifier = Verifier::new(scheme, &[Secret::from(SECRET)])?;
    let verify = |headers: &[_], url| {
        let request = Request::new(headers, b"{}").to(Target { url: Some(url), ..target() });
        verifier.verify(&request, NOW).map(drop)
    };
    assert_eq!(verify(&[signature.clone(), more.to_vec()].concat(), URL), Ok(()));
    assert_eq!(
        verify(&signature, &format!("{URL}%3Brequest-id%3Abb56a2f1")),
        Err(Error::MalformedSignature {
            header: "query:data.id".to_owned(),
            expected: "a value without `;`".to_owned(),
        })
    );
    Ok(())
}

/// A scheme of one's own, with what is signed.
fn own(content: &str, unit: &str) -> Result<Scheme, Error> {
    let mut scheme = serde_json::json!({
        "id": "own", "signature": { "header": "X-Signature", "encoding": "hex" },
        "signed_content": content, "algorithm": "hmac-sha256",
        "secret": { "encoding": "utf8" }, "event": { "format": "any", "id": "body-sha256" },
    });
    let parts = [
        ("{id}", "message_id", serde_json::json!({ "header": "X-Id" })),
        ("{timestamp}", "timestamp", serde_json::json!({ "header": "X-Time", "unit": unit })),
    ];
    for (_, field, value) in parts.into_iter().filter(|(name, ..)| content.contains(name)) {
        if let Some(scheme) = scheme.as_object_mut() {
            scheme.insert(field.to_owned(), value);
        }
    }
    Scheme::from_json(&scheme.to_string())
}

#[test]
fn a_scheme_in_which_nothing_ends_the_id_is_refused() {
    for (content, unit, is_taken) in [
        ("{id}.{timestamp}.{body}", "s", true),
        ("{timestamp}.{id}.{body}", "s", true),
        ("{id}{timestamp}{body}", "rfc3339", true),
        ("{timestamp}{id}|{header:X-Kind}|{body}", "s", true),
        ("{url}{timestamp}{header:X-Kind};{body}{url}", "s", true),
        ("{id}{timestamp}{body}", "s", false),
        ("{id}{body}", "s", false),
        ("{timestamp}.{body}.{id}", "s", false),
        ("{header:X-Kind}{body}", "s", false),
        ("{query:a}{header:X-Kind};{body}", "s", false),
        ("{header:X-Kind}{timestamp}{body}", "s", false),
        ("{header:X-Kind}{[};{query:a};{]}{body}", "s", false),
        ("{body};{id}.{timestamp}", "s", false),
        ("{body}{header:X-Kind}", "s", false),
        ("{url}{timestamp}{[}{header:X-Kind};{]}{body}{url}", "s", false),
        ("{[}{header:X-Kind}.{]}{body}", "s", false),
        ("{id}{sorted_form}", "s", false),
        ("{id}{header:X-Kind}{body_sha256_hex}", "s", false),
        ("{id}.{header:X-Kind}{body_sha256}", "s", false),
        ("x{timestamp}.{id}{timestamp}{body}", "s", false),
    ] {
        let path = match own(content, unit) {
            Err(Error::InvalidScheme { path, .. }) => Some(path),
            _ => None,
        };
        assert_eq!(path.as_deref(), (!is_taken).then_some("signed_content"), "{content}");
    }
}
