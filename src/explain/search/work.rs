//! What was done, and how much more may be.

use std::collections::BTreeMap;

use crate::explain::{CauseCode, Kind, Search, received::Reading};

/// A small body's search ends by itself long before this, in bytes.
const LEAST: usize = 24 << 20;

/// So many times a body is hashed, where it is large.
const TIMES: usize = 110;

/// The most, whatever the body's size, beyond hashing it a few times.
const MOST: usize = 512 << 20;

/// What every digest costs beside its content: the key's blocks, and the like.
const OVERHEAD: usize = 256;

/// The work of one search, over all schemes.
pub(in crate::explain) struct Work {
    /// In bytes that may still be hashed or written.
    left: usize,
    is_complete: bool,
    hypotheses: usize,
    pairs: usize,
    tally: BTreeMap<CauseCode, usize>,
    /// A fault that every hypothesis has beside its own.
    beside: Option<CauseCode>,
}

impl Work {
    pub(in crate::explain) fn new(body: &[u8], readings: &[Reading]) -> Self {
        let most = MOST.max(body.len().saturating_mul(4));
        let mut tally = BTreeMap::new();
        for code in readings.iter().flat_map(|reading| &reading.faults) {
            *tally.entry(*code).or_default() += 1;
        }
        Self {
            left: body.len().saturating_mul(TIMES).clamp(LEAST, most),
            is_complete: true,
            hypotheses: 0,
            pairs: 0,
            tally,
            beside: None,
        }
    }

    /// From here on every hypothesis has this fault, too.
    pub(in crate::explain) fn go_on_with(&mut self, fault: Option<CauseCode>) {
        self.beside = fault;
    }

    /// Whether so many bytes may be worked on. Once they may not, nothing may.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes.saturating_add(OVERHEAD)) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                self.is_complete = false;
                false
            }
        }
    }

    /// Whether something of so many bytes can be done so often without taking
    /// the greater part of what is left. Where not, it counts as left out.
    pub(super) fn has_room(&mut self, bytes: usize, times: usize) -> bool {
        let has_room = bytes.saturating_add(OVERHEAD).saturating_mul(times) <= self.left / 3;
        self.is_complete &= has_room;
        has_room
    }

    /// A hypothesis was compared with what was received.
    pub(super) fn count(&mut self, codes: &[CauseCode]) {
        self.hypotheses += 1;
        self.pairs += usize::from(codes.len() + usize::from(self.beside.is_some()) > 1);
        for code in codes.iter().chain(&self.beside) {
            *self.tally.entry(*code).or_default() += 1;
        }
    }

    /// What was done.
    pub(in crate::explain) fn report(self) -> Search {
        let kinds = self.tally.iter().map(|(code, tried)| Kind { code: *code, tried: *tried });
        Search {
            ran: true,
            hypotheses: self.hypotheses,
            pairs: self.pairs,
            kinds: kinds.collect(),
            complete: self.is_complete,
            uncovered: Vec::new(),
            conclusion: None,
        }
    }
}
