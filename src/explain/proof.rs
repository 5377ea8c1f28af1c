//! What a match proves, in words.

use super::{
    Case, Cause, CauseCode, Certainty, Finding, Task,
    fixes::fixes,
    found::Role,
    repair::repair,
    search::{Engine, Match, Method},
};

/// A cause without a repair, and with no other one beside it.
pub(super) fn cause(
    case: &Case<'_>,
    code: CauseCode,
    certainty: Certainty,
    (task, input): (Task, &str),
    message: String,
) -> Cause {
    Cause {
        code,
        certainty,
        with: None,
        title: code.title(),
        finding: Finding { task, input: input.to_owned(), message },
        fixes: fixes(code, case),
        repair: None,
    }
}

/// The causes that a match proves: one for each fault.
pub(super) fn proven(engine: &Engine<'_, '_>, found: &Match) -> Vec<Cause> {
    let repair = repair(engine, found);
    let case = engine.subject.case;
    let mut causes: Vec<_> = found
        .codes
        .iter()
        .map(|code| {
            let place = place(engine, found, *code);
            let message = message(engine, found, *code);
            cause(case, *code, Certainty::Proven, (place.0, &place.1), message)
        })
        .collect();
    for cause in &mut causes {
        cause.repair.clone_from(&repair);
    }
    causes
}

/// The step that a fault concerns, and the input that has it.
fn place(engine: &Engine<'_, '_>, found: &Match, code: CauseCode) -> (Task, String) {
    use CauseCode as C;
    let subject = engine.subject;
    let timestamp = || {
        let header = subject.headers.get(Role::Timestamp);
        header.map_or("timestamp", |found| &found.name).to_owned()
    };
    match code {
        C::SecretWhitespace
        | C::SecretPrefix
        | C::SecretEncoding
        | C::SecretQuoted
        | C::SecretOther => {
            let place = engine.keys.get(found.key).map_or(0, |guess| guess.secret);
            (Task::Digest, format!("secret {}", place + 1))
        }
        C::TimestampUnit
        | C::TimestampFormat
        | C::TimestampMismatch
        | C::TimestampMissing
        | C::HeaderMissing => (Task::Content, timestamp()),
        C::ContentTemplate => (Task::Content, "signed_content".to_owned()),
        C::UrlMismatch => (Task::Content, "url".to_owned()),
        C::Algorithm | C::KeyAndMessageSwapped => (Task::Digest, "algorithm".to_owned()),
        C::SignatureEncoding
        | C::SignaturePrefix
        | C::SignatureTruncated
        | C::MultipleSignatures => (Task::Parse, subject.scheme.signature.place()),
        _ => (Task::Content, "body".to_owned()),
    }
}

fn message(engine: &Engine<'_, '_>, found: &Match, code: CauseCode) -> String {
    use CauseCode as C;
    let subject = engine.subject;
    let size = subject.case.body.len();
    let reading = subject.readings.get(found.reading);
    let expected = subject.scheme.signature.expected(subject.scheme.algorithm);
    match code {
        C::SecretWhitespace
        | C::SecretPrefix
        | C::SecretEncoding
        | C::SecretQuoted
        | C::SecretOther => {
            let Some(guess) = engine.keys.get(found.key) else { return String::new() };
            let note = guess.codes.iter().zip(&guess.notes).find(|(other, _)| **other == code);
            format!(
                "The signature is right for a secret that {}.",
                note.map_or("differs", |(_, note)| note)
            )
        }
        C::TimestampUnit
        | C::TimestampFormat
        | C::TimestampMismatch
        | C::TimestampMissing
        | C::ContentTemplate
        | C::UrlMismatch => {
            let Some(guess) = engine.contents.get(found.content) else { return String::new() };
            let note = guess.codes.iter().zip(&guess.notes).find(|(other, _)| **other == code);
            let note = note.map_or("", |(_, note)| note);
            match code {
                C::TimestampUnit | C::TimestampFormat | C::TimestampMismatch | C::HeaderMissing => {
                    let time = guess.time.as_deref().unwrap_or_default();
                    format!("What was signed has {note}: `{}`.", String::from_utf8_lossy(time))
                }
                C::UrlMismatch => format!("What was signed has {note}."),
                _ => format!("What was signed is {note}."),
            }
        }
        C::Algorithm | C::KeyAndMessageSwapped => {
            let own = match subject.scheme.algorithm {
                own if own.is_plain_hash() => "a hash of content and secret (no HMAC)",
                own => Method::of(own).name(),
            };
            format!("The signature is {}; {own} is expected.", found.method.name())
        }
        C::SignaturePrefix => format!(
            "`{}` is right, but for what stands around its digits: {expected} are expected.",
            reading.map_or("", |reading| &reading.text)
        ),
        C::SignatureEncoding => format!(
            "`{}` is the right digest in another encoding: {expected} are expected.",
            reading.map_or("", |reading| &reading.text)
        ),
        C::SignatureTruncated => format!(
            "What is there of the signature is right: {} of {} bits.",
            found.bits,
            8 * found.digest.len()
        ),
        C::MultipleSignatures => format!(
            "Of the signatures that are there, `{}` is right; the scheme has one.",
            reading.map_or("", |reading| &reading.text)
        ),
        _ => body_message(found, code, size),
    }
}

fn body_message(found: &Match, code: CauseCode, size: usize) -> String {
    let op = found.ops.iter().find(|op| op.codes().contains(&code)).map(|op| op.note());
    let note = op.or_else(|| found.tail_note()).unwrap_or_default();
    let signed = found.body.len();
    let mut message =
        format!("What was signed is the body {note}: {signed} bytes, where {size} arrived.");
    if found.ops.iter().any(|op| op.is_compacted()) && code == CauseCode::BodyReserialized {
        message.push_str(
            " As it arrived it is laid out for people, which parsers do not do by themselves: \
             the sender may sign other bytes than it sends.",
        );
    }
    message
}
