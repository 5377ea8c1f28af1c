//! What the steps of a verification found.

use crate::{
    Timestamp,
    explain::report::{
        Computed, Freshness, Received, SignatureState, SignedContent, Step, StepKind, StepState,
    },
};

/// What the steps of a verification found.
pub(in crate::explain) struct Trace {
    pub(in crate::explain) is_accepted: bool,
    pub(in crate::explain) signature: SignatureState,
    pub(in crate::explain) freshness: Freshness,
    pub(in crate::explain) steps: Vec<Step>,
    pub(in crate::explain) signed: Option<SignedContent>,
    pub(in crate::explain) received: Vec<Received>,
    pub(in crate::explain) computed: Vec<Computed>,
    /// The index of the secret that makes the signature.
    pub(in crate::explain) matched_secret: Option<usize>,
    /// The signed time, where it can be parsed.
    pub(in crate::explain) signed_at: Option<Timestamp>,
}

impl Trace {
    pub(super) fn new(is_accepted: bool) -> Self {
        Self {
            is_accepted,
            signature: SignatureState::Unknown,
            freshness: Freshness::None,
            steps: Vec::new(),
            signed: None,
            received: Vec::new(),
            computed: Vec::new(),
            matched_secret: None,
            signed_at: None,
        }
    }

    pub(super) fn add(
        &mut self,
        kind: StepKind,
        state: StepState,
        input: &str,
        message: impl Into<String>,
    ) {
        self.steps.push(Step { kind, state, input: input.to_owned(), message: message.into() });
    }

    /// The first failed step of a kind.
    pub(in crate::explain) fn failed_step(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind && step.state == StepState::Fail)
    }

    /// Whether a received signature is in the scheme's format.
    pub(in crate::explain) fn has_well_formed_signature(&self) -> bool {
        self.received.iter().any(|received| received.hex.is_some())
    }
}
