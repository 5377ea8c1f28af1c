//! How much a search may still hash and write, and what it did.

use crate::explain::{CauseCode, Kind, Search, body::Source, received::Reading};

/// The search of a small body ends by itself before it has hashed so many bytes.
const MIN_BYTES: usize = 25 << 20;

/// A large body is hashed so many times.
const PASSES: usize = 112;

/// The most, unless hashing the body a few times takes more.
const MAX_BYTES: usize = 512 << 20;

/// What every digest costs beside its content: the key's blocks, and the like.
const OVERHEAD: usize = 256;

/// The budget of one search, over all schemes.
pub(in crate::explain) struct Budget {
    /// The bytes that may still be hashed or written.
    left: usize,
    is_exceeded: bool,
    /// Whether bodies were not written, as they would have been too large.
    leaves_out_large: bool,
    /// Whether contents were left out, as their headers or the address are too long.
    leaves_out_long: bool,
    /// Whether schemes were left out, as the body would have been hashed for each.
    leaves_out_schemes: bool,
    hypotheses: usize,
    pairs: usize,
    /// How many by each cause, in the order of the causes.
    tally: Vec<usize>,
    /// A fault that every hypothesis has beside its own.
    beside: Option<CauseCode>,
}

impl Budget {
    pub(in crate::explain) fn new(body: &[u8], readings: &[Reading]) -> Self {
        let most = MAX_BYTES.max(body.len().saturating_mul(4));
        let mut budget = Self {
            left: body.len().saturating_mul(PASSES).clamp(MIN_BYTES, most),
            is_exceeded: false,
            leaves_out_large: false,
            leaves_out_long: false,
            leaves_out_schemes: false,
            hypotheses: 0,
            pairs: 0,
            tally: vec![0; CauseCode::ALL.len()],
            beside: None,
        };
        readings.iter().flat_map(|reading| &reading.faults).for_each(|code| budget.tally(*code));
        budget
    }

    /// From here on every hypothesis has this fault, too.
    pub(in crate::explain) fn go_on_with(&mut self, fault: Option<CauseCode>) {
        self.beside = fault;
    }

    /// Takes so many bytes off the budget. Once it has too few, it has none.
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

    /// Whether something of so many bytes can be done so often without taking
    /// the greater part of what is left. Where not, it counts as left out.
    pub(super) fn allows(&mut self, bytes: usize, times: usize) -> bool {
        let allows = bytes.saturating_add(OVERHEAD).saturating_mul(times) <= self.left / 3;
        self.is_exceeded |= !allows;
        allows
    }

    /// Says whether bodies are not written, as they would be too large.
    pub(super) fn leave_out_large(&mut self, leaves_out: bool) {
        self.leaves_out_large |= leaves_out;
    }

    /// Says whether contents are not tried, as they are too long.
    pub(super) fn leave_out_long(&mut self, leaves_out: bool) {
        self.leaves_out_long |= leaves_out;
    }

    /// Says whether schemes are not tried, as the body is too large.
    pub(in crate::explain) fn leave_out_schemes(&mut self, leaves_out: bool) {
        self.leaves_out_schemes |= leaves_out;
    }

    fn tally(&mut self, code: CauseCode) {
        if let Some(tried) = self.tally.get_mut(code as usize) {
            *tried += 1;
        }
    }

    /// A hypothesis was compared with what was received.
    pub(super) fn count(&mut self, codes: &[CauseCode]) {
        self.hypotheses += 1;
        self.pairs += usize::from(codes.len() + usize::from(self.beside.is_some()) > 1);
        let beside = self.beside;
        codes.iter().copied().chain(beside).for_each(|code| self.tally(code));
    }

    /// What was not tried with a body, in sentences.
    pub(in crate::explain) fn left_out(&self, body: &[u8]) -> Vec<String> {
        let (size, limit) = (body.len(), Source::limit(body));
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

    /// What was done.
    pub(in crate::explain) fn report(self) -> Search {
        let kinds = CauseCode::ALL.iter().zip(&self.tally).filter(|(_, tried)| **tried > 0);
        let kinds = kinds.map(|(code, tried)| Kind { code: *code, tried: *tried });
        Search {
            ran: true,
            hypotheses: self.hypotheses,
            pairs: self.pairs,
            kinds: kinds.collect(),
            complete: !(self.is_exceeded
                || self.leaves_out_large
                || self.leaves_out_long
                || self.leaves_out_schemes),
            uncovered: Vec::new(),
            conclusion: None,
        }
    }
}
