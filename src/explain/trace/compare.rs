//! The steps that compute digests and compare them.

use super::record::Trace;
use crate::{
    Scheme,
    crypto::{algorithm::Algorithm, mac_input::MacInput},
    explain::{
        display::display,
        input::Input,
        located_fields::{LocatedFields, Role},
        report::{Computed, ReceivedState, SignatureState, StepKind, StepState},
    },
    scheme::signature_base::BaseValues,
};

/// Computes the digest with each secret.
pub(super) fn digests(
    trace: &mut Trace,
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
) {
    if input.secrets.is_empty() {
        trace.add(StepKind::Digest, StepState::Skip, "secret", "no secret is given");
        return;
    }
    let is_token = scheme.algorithm == Algorithm::Token;
    let (id, timestamp) = (fields.value(Role::Id), fields.value(Role::Timestamp));
    let values = BaseValues {
        id: id.as_deref().unwrap_or_default(),
        timestamp: timestamp.as_deref().unwrap_or_default(),
    };
    let pieces = fields.render(&scheme.signed_content, values).ok();
    for (index, secret) in input.secrets.iter().enumerate() {
        let name = format!("secret {}", index + 1);
        let key = match scheme.key(secret) {
            Ok(key) => key,
            Err(reason) => {
                let message = format!("{reason}: no key can be made of it");
                trace.add(StepKind::Digest, StepState::Fail, &name, message);
                continue;
            }
        };
        let Some(pieces) = pieces.as_ref().filter(|_| is_token || trace.signed.is_some()) else {
            trace.add(StepKind::Digest, StepState::Skip, &name, "there is nothing to be hashed");
            continue;
        };
        let digest = key.digest_pieces(pieces);
        let hex = hex::encode(digest.bytes());
        for received in &mut trace.received {
            if received.hex.as_deref() == Some(&hex) {
                received.state = ReceivedState::Matches;
                trace.matched_secret = trace.matched_secret.or(Some(index));
            }
        }
        // A token is the secret, so it is not shown.
        let (text, message) = if is_token {
            ("the secret".to_owned(), "it is compared as it is".to_owned())
        } else {
            let text = scheme.signature.format(digest.bytes());
            let message = format!("it makes {text}");
            (text, message)
        };
        trace.add(StepKind::Digest, StepState::Pass, &name, message);
        trace.computed.push(Computed { secret: index, text, hex });
    }
}

/// Compares the computed signatures with the received ones.
pub(super) fn signature(trace: &mut Trace, input: &Input<'_>, scheme: &Scheme) {
    let is_token = scheme.algorithm == Algorithm::Token;
    let predicate = if is_token { "is what was sent" } else { "makes the received signature" };
    let (signature, state, message) = match trace.matched_secret {
        Some(index) if input.secrets.len() > 1 => {
            let message = format!("secret {} {predicate}", index + 1);
            (SignatureState::Matches, StepState::Pass, message)
        }
        Some(_) => (SignatureState::Matches, StepState::Pass, format!("the secret {predicate}")),
        None if trace.has_well_formed_signature() && !trace.computed.is_empty() => {
            let predicate =
                if is_token { "is what was sent" } else { "makes a received signature" };
            (SignatureState::Differs, StepState::Fail, format!("no secret {predicate}"))
        }
        None => {
            let message = "there is nothing to be compared".to_owned();
            (SignatureState::Unknown, StepState::Skip, message)
        }
    };
    trace.signature = signature;
    trace.add(StepKind::Compare, state, "signature", message);
}

/// Compares the components that must equal a certain text.
pub(super) fn equalities(trace: &mut Trace, scheme: &Scheme, fields: &LocatedFields<'_>) {
    for equality in &scheme.constraints {
        let name = match equality.part.header() {
            Some(header) => header.to_owned(),
            None => equality.part.text(),
        };
        let Some(found) = fields.component(&equality.part) else {
            trace.add(StepKind::Compare, StepState::Fail, &name, "it is missing");
            continue;
        };
        let Some(template) = &equality.is else { continue };
        let Ok(pieces) = fields.render(template, BaseValues::default()) else {
            let message = "there is nothing to compare it with";
            trace.add(StepKind::Compare, StepState::Skip, &name, message);
            continue;
        };
        let expected = pieces.iter().flat_map(|piece| match piece {
            MacInput::Bytes(bytes) => bytes.to_vec(),
            MacInput::Secret => vec![],
        });
        let expected: Vec<u8> = expected.collect();
        if *found == *expected {
            trace.add(StepKind::Compare, StepState::Pass, &name, "it is what it has to be");
        } else {
            let message = format!("`{}` is expected", display(&expected));
            trace.add(StepKind::Compare, StepState::Fail, &name, message);
        }
    }
}
