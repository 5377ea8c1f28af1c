//! Turns a match of the search into causes, with the evidence in words.

use super::{
    cause_code::CauseCode,
    fixes::fixes,
    input::Input,
    located_fields::Role,
    repair::repair,
    report::{Cause, Certainty, Finding, StepKind},
    search::{DigestMethod, Match, Matcher},
};

/// A cause with its title and fixes, without a repair.
pub(super) fn cause(
    input: &Input<'_>,
    code: CauseCode,
    certainty: Certainty,
    (step, faulty): (StepKind, &str),
    message: String,
) -> Cause {
    Cause {
        code,
        certainty,
        with: None,
        title: code.title(),
        finding: Finding { step, input: faulty.to_owned(), message },
        fixes: fixes(code, input),
        repair: None,
    }
}

/// The causes that a match proves: one for each fault.
pub(super) fn proven_causes(matcher: &Matcher<'_, '_>, found: &Match) -> Vec<Cause> {
    let repair = repair(matcher, found);
    let causes = found.codes.iter().map(|code| {
        let (step, faulty) = faulty_input(matcher, found, *code);
        let message = message(matcher, found, *code);
        let input = matcher.context.input;
        let cause = cause(input, *code, Certainty::Proven, (step, &faulty), message);
        Cause { repair: repair.clone(), ..cause }
    });
    causes.collect()
}

/// The step that a fault concerns, and the faulty input.
fn faulty_input(matcher: &Matcher<'_, '_>, found: &Match, code: CauseCode) -> (StepKind, String) {
    use CauseCode as C;
    let context = matcher.context;
    let timestamp = || {
        let field = context.fields.get(Role::Timestamp);
        field.map_or("timestamp", |field| &field.name).to_owned()
    };
    match code {
        C::SecretWhitespace
        | C::SecretPrefix
        | C::SecretEncoding
        | C::SecretQuoted
        | C::SecretOther => {
            let index = matcher.keys.get(found.key).map_or(0, |key| key.secret);
            (StepKind::Digest, format!("secret {}", index + 1))
        }
        C::TimestampUnit
        | C::TimestampFormat
        | C::TimestampMismatch
        | C::TimestampMissing
        | C::HeaderMissing => (StepKind::Content, timestamp()),
        C::ContentTemplate => (StepKind::Content, "signed_content".to_owned()),
        C::UrlMismatch => (StepKind::Content, "url".to_owned()),
        C::Algorithm | C::KeyAndMessageSwapped => (StepKind::Digest, "algorithm".to_owned()),
        C::SignatureEncoding
        | C::SignaturePrefix
        | C::SignatureTruncated
        | C::MultipleSignatures => (StepKind::Parse, context.scheme.signature.place()),
        _ => (StepKind::Content, "body".to_owned()),
    }
}

fn message(matcher: &Matcher<'_, '_>, found: &Match, code: CauseCode) -> String {
    use CauseCode as C;
    let context = matcher.context;
    let signature = context.signatures.get(found.signature);
    let text = signature.map_or("", |signature| &signature.text);
    let expected = context.scheme.signature.expected(context.scheme.algorithm);
    match code {
        C::SecretWhitespace
        | C::SecretPrefix
        | C::SecretEncoding
        | C::SecretQuoted
        | C::SecretOther => {
            let Some(key) = matcher.keys.get(found.key) else { return String::new() };
            let note = key.codes.iter().zip(&key.notes).find(|(other, _)| **other == code);
            let note = note.map_or("differs", |(_, note)| note);
            format!("The signature is right for a secret that {note}.")
        }
        C::TimestampUnit
        | C::TimestampFormat
        | C::TimestampMismatch
        | C::TimestampMissing
        | C::ContentTemplate
        | C::UrlMismatch => {
            let Some(base) = matcher.bases.get(found.base) else { return String::new() };
            let note = base.codes.iter().zip(&base.notes).find(|(other, _)| **other == code);
            let note = note.map_or("", |(_, note)| note);
            match code {
                C::TimestampUnit | C::TimestampFormat | C::TimestampMismatch => {
                    let time = base.time.as_deref().unwrap_or_default();
                    format!("What was signed has {note}: `{}`.", String::from_utf8_lossy(time))
                }
                C::UrlMismatch => format!("What was signed has {note}."),
                _ => format!("What was signed is {note}."),
            }
        }
        C::Algorithm | C::KeyAndMessageSwapped => {
            let expected = match context.scheme.algorithm {
                algorithm if algorithm.is_plain_hash() => "a hash of content and secret (no HMAC)",
                algorithm => DigestMethod::of(algorithm).name(),
            };
            format!("The signature is {}; {expected} is expected.", found.method.name())
        }
        C::SignaturePrefix => format!(
            "`{text}` is right, but for what stands around its digits: {expected} are expected."
        ),
        C::SignatureEncoding => {
            format!("`{text}` is the right digest in another encoding: {expected} are expected.")
        }
        C::SignatureTruncated => format!(
            "What is there of the signature is right: {} of {} bits.",
            found.bits,
            8 * found.digest.len()
        ),
        C::MultipleSignatures => {
            format!("Of the signatures that are there, `{text}` is right; the scheme has one.")
        }
        _ => body_message(found, code, context.input.body.len()),
    }
}

fn body_message(found: &Match, code: CauseCode, received_size: usize) -> String {
    let rewrite = found.rewrites.iter().find(|rewrite| rewrite.codes().contains(&code));
    let note = rewrite.map(|rewrite| rewrite.note()).or_else(|| found.trailing_note());
    let (note, signed) = (note.unwrap_or_default(), found.body.len());
    let mut message = format!(
        "What was signed is the body {note}: {signed} bytes, where {received_size} arrived."
    );
    let is_compacted = found.rewrites.iter().any(|rewrite| rewrite.is_compacted());
    if is_compacted && code == CauseCode::BodyReserialized {
        message.push_str(
            " As it arrived it is laid out for people, which parsers do not do by themselves: \
             the sender may sign other bytes than it sends.",
        );
    }
    message
}
