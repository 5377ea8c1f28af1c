//! The budget of a search, and the count of what it tried.

use crate::explain::{
    body::BodyRewriter,
    cause_code::CauseCode,
    report::{CauseCount, SearchSummary},
    signature_candidates::SignatureCandidate,
};

/// The smallest budget, in bytes: a small body's search is complete within it.
const MIN_BYTES: usize = 25 << 20;

/// How often a large body may be hashed.
const MAX_PASSES: usize = 112;

/// The largest budget, unless hashing the body [`MIN_PASSES`] times takes more.
const MAX_BYTES: usize = 512 << 20;

/// How often any body may be hashed.
const MIN_PASSES: usize = 4;

/// The cost of a digest apart from its content: the key's blocks and the like.
const OVERHEAD: usize = 256;

/// The budget of one search, over all schemes.
pub(in crate::explain) struct Budget {
    /// The bytes that may still be hashed or written.
    left: usize,
    is_exceeded: bool,
    /// Whether bodies were not written because they would be too large.
    leaves_out_large: bool,
    /// Whether signature bases were left out because their headers or the URL
    /// are too long.
    leaves_out_long: bool,
    /// Whether schemes were left out because the body would be hashed for each.
    leaves_out_schemes: bool,
    hypotheses: usize,
    pairs: usize,
    /// The hypotheses by cause, in the order of [`CauseCode::ALL`].
    by_cause: Vec<usize>,
    /// A fault that every hypothesis has beside its own.
    common_fault: Option<CauseCode>,
}

impl Budget {
    pub(in crate::explain) fn new(body: &[u8], signatures: &[SignatureCandidate]) -> Self {
        let max = MAX_BYTES.max(body.len().saturating_mul(MIN_PASSES));
        let mut budget = Self {
            left: body.len().saturating_mul(MAX_PASSES).clamp(MIN_BYTES, max),
            is_exceeded: false,
            leaves_out_large: false,
            leaves_out_long: false,
            leaves_out_schemes: false,
            hypotheses: 0,
            pairs: 0,
            by_cause: vec![0; CauseCode::ALL.len()],
            common_fault: None,
        };
        let faults = signatures.iter().flat_map(|signature| &signature.faults);
        faults.for_each(|code| budget.count_cause(*code));
        budget
    }

    /// Sets a fault that every further hypothesis has, too.
    pub(in crate::explain) fn set_common_fault(&mut self, fault: Option<CauseCode>) {
        self.common_fault = fault;
    }

    /// Charges the budget. Once a charge exceeds it, it is spent.
    pub(super) fn charge(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes.saturating_add(OVERHEAD)) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                self.is_exceeded = true;
                false
            }
        }
    }

    /// Whether hashing `bytes` so many `times` takes at most a third of what is
    /// left. Otherwise it counts as left out.
    pub(super) fn allows(&mut self, bytes: usize, times: usize) -> bool {
        let allows = bytes.saturating_add(OVERHEAD).saturating_mul(times) <= self.left / 3;
        self.is_exceeded |= !allows;
        allows
    }

    /// Records whether bodies are left out because they would be too large.
    pub(super) fn leave_out_large(&mut self, leaves_out: bool) {
        self.leaves_out_large |= leaves_out;
    }

    /// Records whether signature bases are left out because they are too long.
    pub(super) fn leave_out_long(&mut self, leaves_out: bool) {
        self.leaves_out_long |= leaves_out;
    }

    /// Records whether schemes are left out because the body is too large.
    pub(in crate::explain) fn leave_out_schemes(&mut self, leaves_out: bool) {
        self.leaves_out_schemes |= leaves_out;
    }

    fn count_cause(&mut self, code: CauseCode) {
        if let Some(tried) = self.by_cause.get_mut(code as usize) {
            *tried += 1;
        }
    }

    /// Counts a hypothesis that was compared with the received signatures.
    pub(super) fn count(&mut self, codes: &[CauseCode]) {
        let common = self.common_fault;
        self.hypotheses += 1;
        self.pairs += usize::from(codes.len() + usize::from(common.is_some()) > 1);
        codes.iter().copied().chain(common).for_each(|code| self.count_cause(code));
    }

    /// What was not tried with a body, in sentences.
    pub(in crate::explain) fn left_out(&self, body: &[u8]) -> Vec<String> {
        let (size, limit) = (body.len(), BodyRewriter::limit(body));
        let sentences = [
            (
                self.is_exceeded,
                format!("The rarer pairs of faults: with {size} bytes they would take too long."),
            ),
            (
                self.leaves_out_large,
                format!(
                    "Ways of writing the body that make more than {limit} bytes of {size}, as those \
                     do that indent what is nested deeply."
                ),
            ),
            (
                self.leaves_out_long,
                "Other contents than the scheme's: the headers or the address that are signed \
                 are too long."
                    .to_owned(),
            ),
            (
                self.leaves_out_schemes,
                format!("Some of the schemes that have such headers: {size} bytes are too many."),
            ),
        ];
        sentences.into_iter().filter(|(is_left_out, _)| *is_left_out).map(|it| it.1).collect()
    }

    /// What was tried.
    pub(in crate::explain) fn into_summary(self) -> SearchSummary {
        let counts = CauseCode::ALL.iter().zip(&self.by_cause).filter(|(_, tried)| **tried > 0);
        SearchSummary {
            ran: true,
            hypotheses: self.hypotheses,
            pairs: self.pairs,
            by_cause: counts
                .map(|(code, tried)| CauseCount { code: *code, tried: *tried })
                .collect(),
            complete: !(self.is_exceeded
                || self.leaves_out_large
                || self.leaves_out_long
                || self.leaves_out_schemes),
            uncovered: Vec::new(),
            conclusion: None,
        }
    }
}
