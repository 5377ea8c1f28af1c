//! Says why a request is refused, and proves it.
//!
//! A [`Verifier`](crate::Verifier) stops at the first failure. [`explain`] takes
//! every step, whatever came of those before it. Where the signature differs,
//! it searches: it undoes what may have been done to the body, the secret, the
//! time or the signature, and computes the signature anew. Where the received
//! one comes out, the cause is proven. Nothing else is called so.

mod body;
mod code;
mod detect;
mod edit;
mod fixes;
mod found;
mod proof;
mod ranked;
mod received;
mod repair;
mod report;
mod search;
mod seen;
mod shapes;
mod steps;
mod tokens;
mod why;

pub use code::CauseCode;
pub use report::{
    Candidate, Cause, Certainty, CheckedScheme, Choice, Computed, Explanation, Finding, Fix,
    Freshness, Kind, Part, PartName, Received, ReceivedState, Repair, Search, SignatureState,
    Signed, State, Step, Task,
};

use found::Headers;

use crate::{BodyPrefix, Header, Scheme, Secret, Timestamp, Tolerance};

/// A request, and what it is to be checked with.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The scheme; none where the headers are to say it.
    pub scheme: Option<&'a Scheme>,
    /// Secrets, the one in use first, and then others that it might have been.
    pub secrets: &'a [Secret],
    /// The header lines. One that was sent twice stands here twice.
    pub headers: &'a [Header<'a>],
    /// The body, as the receiver has it.
    pub body: &'a [u8],
    /// The time.
    pub now: Timestamp,
    /// How far a signed time may lie from now; the scheme's own where absent.
    pub tolerance: Option<Tolerance>,
    /// The address that the request was sent to, for schemes that sign it.
    pub url: Option<&'a str>,
    /// Its method.
    pub method: Option<&'a str>,
}

/// Says why a request is accepted or refused.
pub fn explain(case: &Case<'_>) -> Explanation {
    let likely = detect::candidates(case);
    let candidates = likely.iter().map(detect::Likely::candidate).collect();
    let detected = likely.first().map(|likely| likely.scheme);
    let (scheme, how) = match (case.scheme, detected) {
        (Some(scheme), _) => (scheme, Choice::Given),
        (None, Some(scheme)) => (scheme, Choice::Detected),
        (None, None) => return undetected(candidates),
    };
    // The form that its signature header has, and no other.
    let scheme = scheme.form(&scheme.lines(case.headers));
    let headers = Headers::find(scheme, case);
    let walk = steps::walk(case, scheme, &headers);
    let (causes, search) = why::why(case, scheme, &headers, &walk, &likely);
    Explanation {
        ok: walk.ok,
        scheme: Some(CheckedScheme {
            id: scheme.id().to_owned(),
            title: scheme.name().to_owned(),
            how,
            variant: variant(scheme, case).map(str::to_owned),
        }),
        candidates,
        signature: walk.signature,
        freshness: walk.freshness,
        steps: walk.steps,
        signed: walk.signed,
        received: walk.received,
        computed: walk.computed,
        causes,
        search,
    }
}

/// The variant that the request is of, where it is one.
fn variant<'s>(form: &'s Scheme, case: &Case<'_>) -> Option<&'s str> {
    form.variant_id().or_else(|| form.read_variant(BodyPrefix::whole(case.body)))
}

/// The answer where no scheme is given and none is recognised.
fn undetected(candidates: Vec<Candidate>) -> Explanation {
    Explanation {
        ok: false,
        scheme: None,
        candidates,
        signature: SignatureState::Unknown,
        freshness: Freshness::Unknown,
        steps: vec![Step {
            task: Task::Headers,
            state: State::Fail,
            input: "headers".to_owned(),
            message: "no header is the signature of a scheme that is known".to_owned(),
        }],
        signed: None,
        received: Vec::new(),
        computed: Vec::new(),
        causes: Vec::new(),
        search: Search::default(),
    }
}
