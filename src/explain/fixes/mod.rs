//! What to do about each cause, in the framework where it happens.

mod raw_body;

use raw_body::{EMPTY_BODY, GATEWAY, RAW_BODY};

use super::{Case, CauseCode, Fix, ranked::ranked};

const fn any(text: &'static str) -> Fix {
    Fix { framework: "any", text, code: None }
}

const fn of(framework: &'static str, text: &'static str, code: &'static str) -> Fix {
    Fix { framework, text, code: Some(code) }
}

/// The fixes for a cause: general advice, then the framework that the request's
/// headers speak of, then the others.
pub(super) fn fixes(code: CauseCode, case: &Case<'_>) -> Vec<Fix> {
    let fixes = advice(code).to_vec();
    let Some(platform) = platform(case) else { return fixes };
    ranked(fixes, |fix| match fix.framework {
        "any" => 0,
        framework if framework.starts_with(platform) => 1,
        _ => 2,
    })
}

/// Where the request went through, as its headers tell.
fn platform(case: &Case<'_>) -> Option<&'static str> {
    let has = |wanted: &str| {
        case.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with(wanted))
    };
    [("x-amzn-", "AWS"), ("x-amz-cf-", "AWS"), ("x-vercel-", "Next.js"), ("x-azure-", "Azure")]
        .into_iter()
        .find(|(header, _)| has(header))
        .map(|(_, platform)| platform)
}

fn advice(code: CauseCode) -> &'static [Fix] {
    use CauseCode as C;
    match code {
        C::BodyReserialized
        | C::BodyUnicodeEscapes
        | C::BodyHtmlEscapes
        | C::BodyTrimmed
        | C::BodyTrailingNewline
        | C::BodyBom => RAW_BODY,
        C::BodyBase64Envelope => GATEWAY,
        C::BodyEmpty => EMPTY_BODY,
        C::BodyLineEndings => {
            const {
                &[
                    any(
                        "Something changed the line breaks: take the body as bytes, and not as text or through a file.",
                    ),
                    of(
                        "git",
                        "Where the body is in a fixture: keep Git from changing it.",
                        "*.json -text",
                    ),
                ]
            }
        }
        C::BodyCharset => {
            const {
                &[
                    any(
                        "Take the body as bytes: a framework decoded it by the charset of Content-Type, and text was encoded anew.",
                    ),
                    of(
                        "Spring",
                        "Take byte[]: String is decoded as ISO-8859-1 by default.",
                        "void receive(@RequestBody byte[] body)",
                    ),
                    of("Express", "Take a Buffer, and not text.", "express.raw({ type: \"*/*\" })"),
                    of("Flask", "Take bytes.", "body = request.get_data()"),
                ]
            }
        }
        C::FormParamsAltered => {
            const {
                &[
                    any(
                        "Verify the form's bytes, and parse it afterwards: there are several ways to write the same parameters.",
                    ),
                    of(
                        "Express",
                        "express.urlencoded() ran before the route: give the route express.raw().",
                        "express.raw({ type: \"application/x-www-form-urlencoded\" })",
                    ),
                    of(
                        "Laravel",
                        "TrimStrings alters what you read from the request: take its content.",
                        "$body = $request->getContent();",
                    ),
                    of("Rails", "Take the raw body.", "body = request.raw_post"),
                ]
            }
        }
        C::SecretWhitespace => {
            const {
                &[
                    any(
                        "Store the secret without white space: `echo` and editors add a line break.",
                    ),
                    of(
                        "shell",
                        "Write it without a line break.",
                        "printf %s \"$SECRET\" > secret.txt",
                    ),
                    of(
                        "Kubernetes",
                        "Encode it without a line break.",
                        "printf %s \"$SECRET\" | base64 -w0",
                    ),
                    of(
                        "Docker",
                        "An env file with CRLF adds a CR to every value: save it with LF.",
                        "sed -i 's/\\r$//' .env",
                    ),
                ]
            }
        }
        C::SecretPrefix => {
            const {
                &[any(
                    "Use the secret exactly as the provider's documentation says, with or without what it begins with.",
                )]
            }
        }
        C::SecretEncoding => {
            const {
                &[
                    any(
                        "Make the key of the secret as the provider does: as text, or decoded from base64 or hex.",
                    ),
                    of(
                        "Node",
                        "Text: pass the string. Base64: decode it.",
                        "createHmac(\"sha256\", Buffer.from(secret, \"base64\"))",
                    ),
                    of(
                        "Python",
                        "Text: encode it. Base64: decode it.",
                        "hmac.new(base64.b64decode(secret), body, \"sha256\")",
                    ),
                ]
            }
        }
        C::SecretQuoted => {
            const {
                &[
                    any(
                        "The quotation marks became part of the secret: take them out where it is stored.",
                    ),
                    of("Docker", "An env file takes quotation marks literally.", "SECRET=abc"),
                ]
            }
        }
        C::SecretOther => {
            const {
                &[
                    any(
                        "Use the secret that is named here; while one replaces another, give a verifier both.",
                    ),
                    of(
                        "Countersign",
                        "Both are tried.",
                        "new Verifier(scheme, [newSecret, oldSecret])",
                    ),
                ]
            }
        }
        C::SecretWrongKind => {
            const {
                &[any(
                    "Take the signing secret of this very endpoint from the provider's page of webhooks: API keys, and secrets of other endpoints or of the test mode, do not sign.",
                )]
            }
        }
        C::TimestampUnit => {
            const {
                &[any(
                    "Sign and send the time in the unit that the scheme says: some count seconds, some milliseconds.",
                )]
            }
        }
        C::TimestampFormat => {
            const {
                &[any(
                    "Put the timestamp header's text into the signed content as it is: a number that is parsed and written anew may look different.",
                )]
            }
        }
        C::TimestampMissing => {
            const {
                &[any(
                    "Put the timestamp ahead of the body, as the scheme says: what is not signed does not stop a repetition.",
                )]
            }
        }
        C::TimestampMismatch => {
            const {
                &[any(
                    "Sign the time that is sent in the header: take it once, and use it in both places.",
                )]
            }
        }
        C::ContentTemplate => {
            const {
                &[any(
                    "Put together what is signed as the provider does: its parts, their order and what stands between them.",
                )]
            }
        }
        C::UrlMismatch => {
            const {
                &[
                    any(
                        "Verify with the address that the provider has: behind a proxy the application sees another one.",
                    ),
                    of("Express", "Trust the proxy's headers.", "app.set(\"trust proxy\", true)"),
                    of(
                        "Django",
                        "Trust the proxy's headers.",
                        "SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")",
                    ),
                    of("Laravel", "Trust the proxy.", "$middleware->trustProxies(at: '*');"),
                ]
            }
        }
        C::Algorithm => {
            const {
                &[any(
                    "Use the algorithm that the scheme says: HMAC with SHA-256, with the secret as the key.",
                )]
            }
        }
        C::SignatureEncoding => {
            const {
                &[
                    any("Write the digest as the scheme does, in hex or in base64."),
                    of("Node", "Hex and base64 are an argument.", ".digest(\"hex\")"),
                ]
            }
        }
        C::SignaturePrefix => {
            const {
                &[any(
                    "Compare with what stands ahead of the digits as the scheme has it, neither more nor less.",
                )]
            }
        }
        C::SignatureTruncated => {
            const {
                &[any(
                    "Something cut the header off: a column of a database, a log, or a limit on the size of headers.",
                )]
            }
        }
        C::MultipleSignatures => {
            const {
                &[any(
                    "Try every signature that is there: while a secret is rotated, or a version replaced, there are several. A header that was sent twice is refused.",
                )]
            }
        }
        C::KeyAndMessageSwapped => {
            const {
                &[
                    any(
                        "The secret is the key, and the content is the message: see the order of the arguments.",
                    ),
                    of("PHP", "The content comes first.", "hash_hmac('sha256', $content, $secret)"),
                    of("Python", "The key comes first.", "hmac.new(secret, content, 'sha256')"),
                ]
            }
        }
        C::WrongScheme => {
            const {
                &[any(
                    "Verify with the scheme that is named here, or see why its requests come to this address.",
                )]
            }
        }
        C::HeaderMissing => {
            const {
                &[
                    any(
                        "See that a secret is set at the provider: many send unsigned requests without one. Then see what stands between: proxies and CDNs drop headers that they do not know.",
                    ),
                    of(
                        "nginx",
                        "Headers with underscores are dropped by default.",
                        "underscores_in_headers on;",
                    ),
                ]
            }
        }
        C::HeaderName => {
            const {
                &[
                    any(
                        "Read the header under the name that the provider gives it; case does not count.",
                    ),
                    of(
                        "PHP",
                        "$_SERVER has it in capitals, with HTTP_ ahead.",
                        "$_SERVER['HTTP_X_WEBHOOK_SIGNATURE']",
                    ),
                    of(
                        "Node",
                        "Names are in small letters.",
                        "request.headers[\"x-webhook-signature\"]",
                    ),
                ]
            }
        }
        C::ClockSkew => {
            const {
                &[
                    any("Set the clock: by NTP, in UTC."),
                    of(
                        "Docker Desktop, WSL",
                        "The clock stands still while the machine sleeps.",
                        "sudo hwclock -s",
                    ),
                ]
            }
        }
        C::Stale => {
            const {
                &[
                    any(
                        "An old request: one that was stored, repeated by hand, or held up in a queue. Have the provider send it anew; to look into an old one, verify as of its own time.",
                    ),
                    of(
                        "Countersign",
                        "Judge it as of its own time, for a look at it alone.",
                        "verifier.verify(body, headers, { now: sentAt })",
                    ),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_advice_for_every_cause() {
        for code in CauseCode::ALL {
            assert!(!advice(*code).is_empty(), "{code:?}");
        }
    }
}
