//! The steps after the signature: the signed time, and the event.

use super::record::Trace;
use crate::{
    BodyPrefix, Error, Scheme, Tolerance,
    explain::{
        display::display,
        input::Input,
        located_fields::{LocatedFields, Role},
        report::{Freshness, StepKind, StepState},
    },
    verify::unverified::Authenticated,
};

/// Compares the signed time with now.
pub(super) fn freshness(
    trace: &mut Trace,
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    tolerance: Tolerance,
) {
    let Some(field) = fields.get(Role::Timestamp) else {
        let message = format!("{} signs no time: there is nothing to test", scheme.name());
        trace.add(StepKind::Freshness, StepState::Skip, "now", message);
        return;
    };
    let result = trace.signed_at.map(|time| tolerance.check(time, input.now));
    let (freshness, state, message) = match result {
        None => {
            let message = "there is no time that could be read".to_owned();
            (Freshness::Unknown, StepState::Skip, message)
        }
        Some(Ok(())) => (Freshness::Fresh, StepState::Pass, "it is near enough to now".to_owned()),
        Some(Err(error)) => {
            let freshness = match error {
                Error::TimestampTooNew { .. } => Freshness::Future,
                _ => Freshness::Stale,
            };
            (freshness, StepState::Fail, error.to_string())
        }
    };
    trace.freshness = freshness;
    trace.add(StepKind::Freshness, state, &field.name, message);
}

/// Reads the event from the body.
pub(super) fn payload(
    trace: &mut Trace,
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
) {
    let id = fields.value(Role::Id).unwrap_or_default();
    let authentic = Authenticated {
        message_id: &id,
        signed_at: trace.signed_at,
        secret_index: None,
        content: scheme.event.takes_content_sha256().then(Box::default),
    };
    // The real hash of the signed content is of no use in a message.
    let is_content_hash =
        |id: &str| authentic.content.as_deref().is_some_and(|hash| id == hex::encode(hash));
    let body = BodyPrefix::whole(input.body);
    let event = scheme.event_format(body).map_or(Ok(None), |format| format.read(body, &authentic));
    let (state, message) = match event {
        Ok(Some(event)) => {
            let id = if is_content_hash(&event.id) {
                "the id is the SHA-256 of what is signed".to_owned()
            } else {
                format!("id {}", display(event.id.as_bytes()))
            };
            let kind = event.kind.map(|kind| format!(", type {}", display(kind.as_bytes())));
            (StepState::Pass, id + &kind.unwrap_or_default())
        }
        Ok(None) => (StepState::Skip, "more of the body is needed".to_owned()),
        Err(Error::MalformedPayload { reason }) => (StepState::Fail, reason.to_owned()),
        Err(error) => (StepState::Fail, error.to_string()),
    };
    trace.add(StepKind::Payload, state, "body", message);
}
