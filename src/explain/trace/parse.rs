//! The steps that parse the signature and the timestamp.

use super::record::Trace;
use crate::{
    Error, Scheme,
    crypto::algorithm::Algorithm,
    explain::{
        display::{display, malformed_timestamp},
        input::Input,
        located_fields::{LocatedField, LocatedFields, Role},
        report::{Received, ReceivedState, StepKind, StepState},
        verification::read_digests,
    },
};

/// Parses every signature of the request.
pub(super) fn signature(trace: &mut Trace, scheme: &Scheme, fields: &LocatedFields<'_>) {
    let present: Vec<_> = fields.signatures().filter(|field| field.value().is_some()).collect();
    if present.is_empty() {
        let place = scheme.signature.place();
        trace.add(StepKind::Parse, StepState::Skip, &place, "there is no signature to be read");
    }
    for field in present {
        let values = field.all_values();
        let count: usize = values.iter().map(|value| receive(trace, scheme, field, value)).sum();
        let (state, message) = match (count, superseding_parameter(scheme, field)) {
            (0, Some(parameter)) => (
                StepState::Fail,
                format!(
                    "the better signature `{parameter}` is there, and this one proves nothing beside it"
                ),
            ),
            (0, None) => {
                let expected = scheme.signature.expected(scheme.algorithm);
                (StepState::Fail, format!("{expected} are expected"))
            }
            (1, _) => (StepState::Pass, "it is well-formed".to_owned()),
            _ => (StepState::Pass, format!("it holds {count} signatures")),
        };
        trace.add(StepKind::Parse, state, &field.name, message);
    }
}

/// Records the signatures in a value, and counts them.
fn receive(trace: &mut Trace, scheme: &Scheme, field: &LocatedField<'_>, value: &[u8]) -> usize {
    let digests = read_digests(scheme, value);
    let header = field.spelling().to_owned();
    // A token is the secret, so it is not shown.
    let is_token = scheme.algorithm == Algorithm::Token;
    let text = if is_token { "…".into() } else { String::from_utf8_lossy(value).into_owned() };
    if digests.is_empty() {
        let state = ReceivedState::Malformed;
        trace.received.push(Received { header, text, hex: None, state });
        return 0;
    }
    let format = &scheme.signature;
    let is_one_of_many = format.separator.is_some() || format.fields.is_some();
    for digest in &digests {
        let text = if is_one_of_many { format.format(digest.bytes()) } else { text.clone() };
        trace.received.push(Received {
            header: header.clone(),
            text,
            hex: Some(hex::encode(digest.bytes())),
            state: ReceivedState::Differs,
        });
    }
    digests.len()
}

/// The parameter of a stronger signature beside which this one does not count.
fn superseding_parameter<'s>(scheme: &'s Scheme, field: &LocatedField<'_>) -> Option<&'s str> {
    let parameters = scheme.signature.fields.as_ref()?;
    let is_present = field.all_values().iter().any(|value| parameters.is_superseded(value));
    parameters.superseded_by.as_deref().filter(|_| is_present)
}

/// Parses the signed time.
pub(super) fn timestamp(trace: &mut Trace, scheme: &Scheme, fields: &LocatedFields<'_>) {
    let Some(format) = &scheme.timestamp else { return };
    let name = scheme.timestamp_name();
    let Some(text) = fields.value(Role::Timestamp) else {
        trace.add(StepKind::Parse, StepState::Skip, &name, "there is no time to be read");
        return;
    };
    trace.signed_at = scheme.read_time(format.unit, &text).ok();
    let (state, message) = match trace.signed_at {
        Some(time) => (StepState::Pass, format!("it is {}", time.to_rfc3339())),
        None => (
            StepState::Fail,
            format!("`{}` is {}", display(&text), malformed_timestamp(format.unit)),
        ),
    };
    trace.add(StepKind::Parse, state, &name, message);
}

/// Reports values that contain a delimiter of the signed content: the same
/// bytes could be split elsewhere.
pub(super) fn delimiters(
    trace: &mut Trace,
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
) {
    let lines = scheme.header_table(input.headers);
    let id = fields.get(Role::Id).and_then(|field| Some((field, field.value()?)));
    let of_id = id.map_or(Ok(()), |(field, id)| scheme.reject_delimiter_in_id(&field.name, &id));
    for result in [of_id, scheme.reject_ambiguous(&lines, &input.request())] {
        if let Err(Error::MalformedSignature { header, expected }) = result {
            let message = format!("{expected} is expected: it could end there");
            trace.add(StepKind::Parse, StepState::Fail, &header, message);
        }
    }
}
