//! Tries hypotheses, and keeps the simplest that is right.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    Budget, Method, Subject,
    contents::{Bit, ContentGuess, Filled, contents},
    keys::{KeyGuess, keys},
    macs::{BLOCK, State},
};
use crate::explain::{
    CauseCode,
    body::{Op, Source, TAILS, visible},
    received::{FEWEST_BYTES, PROOF_BYTES},
};

/// A hypothesis that is right.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Match {
    /// All faults, each of them once.
    pub(in crate::explain) codes: Vec<CauseCode>,
    pub(in crate::explain) ops: Vec<Op>,
    /// What had to be put behind the body in place of its last white space.
    pub(in crate::explain) tail: Option<&'static [u8]>,
    /// What was signed of the body.
    pub(in crate::explain) body: Vec<u8>,
    /// The places of the guesses among the engine's.
    pub(in crate::explain) content: usize,
    pub(in crate::explain) key: usize,
    pub(in crate::explain) method: Method,
    pub(in crate::explain) reading: usize,
    /// How many bits of the received signature came out.
    pub(in crate::explain) bits: usize,
    pub(in crate::explain) digest: Vec<u8>,
}

/// A body with something undone.
struct Body<'b> {
    ops: &'b [Op],
    bytes: &'b [u8],
    codes: Vec<CauseCode>,
}

/// The search within one scheme.
pub(in crate::explain) struct Engine<'s, 'a> {
    pub(in crate::explain) subject: &'s Subject<'a>,
    pub(in crate::explain) keys: Vec<KeyGuess>,
    pub(in crate::explain) contents: Rc<[ContentGuess]>,
    /// Whether there are further contents that are too long to be tried.
    is_too_long: bool,
    pub(in crate::explain) best: Option<Match>,
    /// The scheme's own.
    own: Method,
    states: Vec<Option<State>>,
    source: &'s Source<'a>,
    seen: BTreeSet<u64>,
}

impl<'s, 'a> Engine<'s, 'a> {
    pub(in crate::explain) fn new(subject: &'s Subject<'a>, source: &'s Source<'a>) -> Self {
        let keys = keys(subject.scheme, subject.case.secrets);
        let own = Method::of(subject.scheme.algorithm);
        let (contents, is_too_long) = contents(subject);
        Self {
            states: keys.iter().map(|guess| State::new(own, &guess.key)).collect(),
            own,
            contents: contents.into(),
            is_too_long,
            keys,
            subject,
            best: None,
            source,
            seen: BTreeSet::new(),
        }
    }

    /// Tries everything with one fault, and what is as cheap.
    pub(in crate::explain) fn singles(&mut self, budget: &mut Budget) {
        let source = self.subject.case.body;
        let body = Body { ops: &[], bytes: source, codes: vec![] };
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        self.cross(&body, &contents, &keys, budget);
        self.cross(&body, &contents, &self.keys_with(1), budget);
        self.cross(&body, &self.contents_with(1, true), &keys, budget);
        self.methods(&body, &contents, &keys, false, budget);
        budget.leave_out_large(self.source.is_too_deep());
        budget.leave_out_long(self.is_too_long);
        for op in self.source.singles() {
            self.with_body(&[op], budget, |engine, body, budget| {
                engine.cross(body, &contents, &keys, budget);
            });
        }
        let rare = self.contents_with(1, false);
        self.cross_rare(&body, &rare, &keys, budget);
    }

    /// Tries two faults, none of them in the body.
    pub(in crate::explain) fn pairs_around(&mut self, budget: &mut Budget) {
        let source = self.subject.case.body;
        let body = Body { ops: &[], bytes: source, codes: vec![] };
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        let (keys_1, contents_1) = (self.keys_with(1), self.contents_with(1, true));
        self.methods(&body, &contents, &keys_1, true, budget);
        self.methods(&body, &contents_1, &keys, true, budget);
        self.cross_rare(&body, &contents, &self.keys_with(2), budget);
        self.cross_rare(&body, &self.contents_with(2, true), &keys, budget);
        for key in keys_1 {
            self.cross_rare(&body, &contents_1, &[key], budget);
        }
    }

    /// Tries two faults, one of them or both in the body.
    pub(in crate::explain) fn pairs_within(&mut self, budget: &mut Budget) {
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        let (keys_1, contents_1) = (self.keys_with(1), self.contents_with(1, true));
        self.seen.clear();
        for op in self.source.singles() {
            if op.codes().len() > 1 {
                continue;
            }
            self.with_body(&[op], budget, |engine, body, budget| {
                engine.cross(body, &contents, &keys_1, budget);
                engine.cross(body, &contents_1, &keys, budget);
                engine.methods(body, &contents, &keys, true, budget);
            });
        }
        for (first, second) in self.source.pairs() {
            self.with_body(&[first, second], budget, |engine, body, budget| {
                engine.cross(body, &contents, &keys, budget);
            });
        }
    }

    fn keys_with(&self, faults: usize) -> Vec<usize> {
        let guesses = self.keys.iter().enumerate();
        guesses.filter(|(_, guess)| guess.codes.len() == faults).map(|(index, _)| index).collect()
    }

    fn contents_with(&self, faults: usize, is_common: bool) -> Vec<usize> {
        let guesses = self.contents.iter().enumerate();
        guesses
            .filter(|(_, guess)| guess.codes.len() == faults && guess.is_common == is_common)
            .map(|(index, _)| index)
            .collect()
    }

    /// Undoes something, and tries what comes of it, unless that was tried.
    fn with_body(
        &mut self,
        ops: &[Op],
        budget: &mut Budget,
        attempt: impl FnOnce(&mut Self, &Body<'_>, &mut Budget),
    ) {
        // To write a body anew takes as long as to hash it, or twice.
        if !budget.charge(2 * ops.len() * self.subject.case.body.len()) {
            return;
        }
        let undone = self.source.undo(ops);
        budget.leave_out_large(undone.is_too_large);
        // Twice the size was foreseen, for writing and for reading it.
        let foreseen = 2 * ops.len() * self.subject.case.body.len();
        if undone.written > foreseen && !budget.charge(2 * (undone.written - foreseen)) {
            return;
        }
        let Some(bytes) = undone.bytes else { return };
        if self.seen.insert(fingerprint(&bytes)) {
            let mut codes: Vec<_> = ops.iter().flat_map(|op| op.codes()).collect();
            codes.dedup();
            attempt(self, &Body { ops, bytes: &bytes, codes }, budget);
        }
    }

    fn cross(&mut self, body: &Body<'_>, contents: &[usize], keys: &[usize], budget: &mut Budget) {
        let guesses = Rc::clone(&self.contents);
        for content in contents {
            let Some(filled) = self.fill(&guesses, *content, body) else { continue };
            for key in keys {
                self.attempt(body, &filled, (*content, *key, self.own), budget);
            }
        }
    }

    /// The same, unless it would leave little for what is likelier.
    fn cross_rare(
        &mut self,
        body: &Body<'_>,
        contents: &[usize],
        keys: &[usize],
        budget: &mut Budget,
    ) {
        if budget.allows(body.bytes.len(), contents.len() * keys.len()) {
            self.cross(body, contents, keys, budget);
        }
    }

    /// Other ways to make a digest: where it has another size, only those that
    /// make one of the received size.
    fn methods(
        &mut self,
        body: &Body<'_>,
        contents: &[usize],
        keys: &[usize],
        is_exact: bool,
        budget: &mut Budget,
    ) {
        if self.own == Method::Token {
            return;
        }
        let own = self.own;
        for method in Method::DIGESTS.into_iter().filter(|method| *method != own) {
            let size = method.size();
            let sizes = self.subject.readings.iter().map(|reading| reading.bytes.len());
            let fits = sizes.into_iter().any(|read| read == size || (!is_exact && read < size));
            if !fits {
                continue;
            }
            let guesses = Rc::clone(&self.contents);
            for content in contents {
                let Some(filled) = self.fill(&guesses, *content, body) else { continue };
                // Without a key it does not matter which one it is.
                let is_keyless = method.is_plain_hash() && !filled.takes_secret();
                let keys = if is_keyless { keys.get(..1).unwrap_or_default() } else { keys };
                for key in keys {
                    self.attempt(body, &filled, (*content, *key, method), budget);
                }
            }
        }
    }

    /// A content for a body. Of what has no body in it, no other body makes
    /// another signature.
    fn fill<'c>(
        &self,
        guesses: &'c [ContentGuess],
        content: usize,
        body: &Body<'c>,
    ) -> Option<Filled<'c>> {
        let guess = guesses.get(content)?;
        if body.ops.is_empty() || guess.depends_on_body() { guess.fill(body.bytes) } else { None }
    }

    fn attempt(
        &mut self,
        body: &Body<'_>,
        filled: &Filled<'_>,
        (content, key, method): (usize, usize, Method),
        budget: &mut Budget,
    ) {
        let (Some(guess), Some(secret)) = (self.contents.get(content), self.keys.get(key)) else {
            return;
        };
        let mut codes: Vec<CauseCode> = body.codes.clone();
        codes.extend(&guess.codes);
        codes.extend(&secret.codes);
        if method != self.own {
            codes.push(method.code());
        }
        let of_body = if filled.has_body { body.bytes.len() } else { 0 };
        // A longer key than a block is hashed, too.
        let of_key = if secret.key.len() > BLOCK { secret.key.len() } else { 0 };
        if !budget.charge(filled.size + of_body + of_key) {
            return;
        }
        let state = if method == self.own {
            self.states.get(key).cloned().flatten()
        } else {
            State::new(method, &secret.key)
        };
        let Some(mut state) = state else { return };
        add(&mut state, &filled.before, method, &secret.key);
        let core = body.bytes.trim_ascii_end();
        let whole_end = body.bytes.get(core.len()..).unwrap_or_default();
        let end = if filled.has_body { whole_end } else { b"" };
        if filled.has_body {
            state.update(core);
        }
        let finish = |tail: &[u8]| {
            let mut state = state.clone();
            state.update(tail);
            add(&mut state, &filled.after, method, &secret.key);
            state.finish()
        };
        let mut digests = vec![(codes.clone(), None, end, finish(end))];
        // The rest has been hashed already: other ends come for nothing.
        if codes.len() <= 1 && !body.bytes.is_empty() && filled.has_body {
            for tail in TAILS.into_iter().filter(|tail| *tail != end) {
                let code = tail_code(end, tail);
                if codes.contains(&code) && code != CauseCode::BodyTrimmed {
                    continue;
                }
                let mut codes = codes.clone();
                codes.push(code);
                codes.dedup();
                digests.push((codes, Some(tail), tail, finish(tail)));
            }
        }
        for (codes, tail, end, digest) in digests {
            budget.count(&codes);
            self.compare(body, (content, key, method), &codes, (tail, end), &digest);
        }
    }

    /// Compares a digest with the received ones.
    fn compare(
        &mut self,
        body: &Body<'_>,
        (content, key, method): (usize, usize, Method),
        codes: &[CauseCode],
        (tail, end): (Option<&'static [u8]>, &[u8]),
        digest: &[u8],
    ) {
        let is_token = method == Method::Token;
        for (reading, received) in self.subject.readings.iter().enumerate() {
            let size = received.bytes.len();
            let is_it = if is_token {
                received.bytes == digest
            } else {
                size >= FEWEST_BYTES && digest.starts_with(&received.bytes)
            };
            if !is_it {
                continue;
            }
            let is_own_size = method.size() == self.own.size();
            let mut all: Vec<CauseCode> = codes.to_vec();
            all.extend(received.faults.iter().filter(|fault| match fault {
                CauseCode::SignatureTruncated => false,
                CauseCode::SignaturePrefix => is_own_size || !received.names_algorithm,
                _ => true,
            }));
            if size < digest.len() {
                all.push(CauseCode::SignatureTruncated);
            }
            // A token is compared to its end, whatever its size.
            let is_proof =
                is_token || size >= PROOF_BYTES || all == [CauseCode::SignatureTruncated];
            let is_simpler = self.best.as_ref().is_none_or(|best| all.len() < best.codes.len());
            if is_proof && is_simpler {
                self.best = Some(Match {
                    codes: all,
                    ops: body.ops.to_vec(),
                    tail,
                    body: [body.bytes.trim_ascii_end(), end].concat(),
                    content,
                    key,
                    method,
                    reading,
                    bits: 8 * size,
                    digest: digest.to_vec(),
                });
            }
        }
    }
}

/// Hashes what stands ahead of the body, or behind it. An HMAC has its key
/// elsewhere.
fn add(state: &mut State, bits: &[Bit<'_>], method: Method, key: &[u8]) {
    for bit in bits {
        match bit {
            Bit::Bytes(bytes) => state.update(bytes),
            Bit::Secret if method.is_plain_hash() => state.update(key),
            Bit::Secret => {}
        }
    }
}

/// Tells bodies and contents apart, faster than they could be hashed in earnest:
/// there are some hundreds of them.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks();
    let start = bytes.len() as u64;
    let state = words.iter().fold(start, |state, word| mix(state, u64::from_le_bytes(*word)));
    rest.iter().fold(state, |state, byte| mix(state, u64::from(*byte)))
}

/// What has happened to the white space at a body's end.
fn tail_code(end: &[u8], tail: &[u8]) -> CauseCode {
    let is_break = |text: &[u8]| matches!(text, b"" | b"\n" | b"\r\n" | b"\r");
    if is_break(end) && is_break(tail) {
        CauseCode::BodyTrailingNewline
    } else {
        CauseCode::BodyTrimmed
    }
}

impl Match {
    /// What the end of what was signed looks like.
    pub(in crate::explain) fn tail_note(&self) -> Option<String> {
        self.tail.map(|tail| match tail {
            b"" => "without the white space at its end".to_owned(),
            tail => format!("with {} at its end", visible(tail)),
        })
    }
}
