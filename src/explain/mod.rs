//! Explains why a request is refused, and proves it.
//!
//! A [`Verifier`](crate::Verifier) stops at the first failure. [`explain`] takes
//! every step. Where the signature differs, it searches for the cause: it undoes
//! what may have been done to the body, the secret, the time or the signature,
//! and computes the signature again. Where that reproduces the received
//! signature, the cause is proven; nothing else is called so.

mod body;
mod cause_code;
mod detect;
mod diagnose;
mod display;
mod evidence;
mod fixes;
mod input;
mod located_fields;
mod repair;
mod report;
mod schemes;
mod search;
mod secret_kinds;
mod signature_candidates;
mod static_checks;
mod trace;
mod verification;

pub use cause_code::CauseCode;
pub use input::Input;
pub use report::{
    Candidate, Cause, CauseCount, Certainty, CheckedScheme, Computed, ContentPart, ContentPartKind,
    Explanation, Finding, Fix, Freshness, Received, ReceivedState, Repair, SchemeChoice,
    SearchSummary, SignatureState, SignedContent, Step, StepKind, StepState,
};

use detect::SchemeCandidate;
use located_fields::LocatedFields;

use crate::{BodyPrefix, Scheme};

/// Explains why a request is accepted or refused.
pub fn explain(input: &Input<'_>) -> Explanation {
    let scheme_candidates = detect::candidates(input);
    let candidates = scheme_candidates.iter().map(SchemeCandidate::to_report).collect();
    let detected = scheme_candidates.first().map(|candidate| candidate.scheme);
    let (scheme, choice) = match (input.scheme, detected) {
        (Some(scheme), _) => (scheme, SchemeChoice::Given),
        (None, Some(scheme)) => (scheme, SchemeChoice::Detected),
        (None, None) => return undetected(candidates),
    };
    // A scheme may have several forms: the signature header tells which.
    let scheme = scheme.form(&scheme.header_table(input.headers));
    let fields = LocatedFields::locate(scheme, input);
    let trace = trace::trace(input, scheme, &fields);
    let (causes, search) = diagnose::diagnose(input, scheme, &fields, &trace, &scheme_candidates);
    Explanation {
        ok: trace.is_accepted,
        scheme: Some(CheckedScheme {
            id: scheme.id().to_owned(),
            title: scheme.name().to_owned(),
            choice,
            variant: variant(scheme, input).map(str::to_owned),
        }),
        candidates,
        signature: trace.signature,
        freshness: trace.freshness,
        steps: trace.steps,
        signed: trace.signed,
        received: trace.received,
        computed: trace.computed,
        causes,
        search,
    }
}

/// The id of the request's variant; `None` for the scheme's own form.
fn variant<'s>(form: &'s Scheme, input: &Input<'_>) -> Option<&'s str> {
    form.variant_id().or_else(|| form.read_variant(BodyPrefix::whole(input.body)))
}

/// The explanation where no scheme is given and none is detected.
fn undetected(candidates: Vec<Candidate>) -> Explanation {
    Explanation {
        ok: false,
        scheme: None,
        candidates,
        signature: SignatureState::Unknown,
        freshness: Freshness::Unknown,
        steps: vec![Step {
            kind: StepKind::Headers,
            state: StepState::Fail,
            input: "headers".to_owned(),
            message: "no header is the signature of a scheme that is known".to_owned(),
        }],
        signed: None,
        received: Vec::new(),
        computed: Vec::new(),
        causes: Vec::new(),
        search: SearchSummary::default(),
    }
}
