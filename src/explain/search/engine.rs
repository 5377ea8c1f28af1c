//! Tries hypotheses, and keeps the simplest that is right.

use std::collections::HashSet;

use super::{
    Method, Subject, Work,
    contents::{ContentGuess, contents},
    keys::{KeyGuess, keys},
    macs::State,
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
    pub(in crate::explain) contents: Vec<ContentGuess>,
    pub(in crate::explain) best: Option<Match>,
    states: Vec<Option<State>>,
    source: Source<'a>,
    seen: HashSet<u64>,
}

impl<'s, 'a> Engine<'s, 'a> {
    pub(in crate::explain) fn new(subject: &'s Subject<'a>) -> Self {
        let keys = keys(subject.scheme, subject.case.secrets);
        Self {
            states: keys.iter().map(|guess| State::new(Method::HmacSha256, &guess.key)).collect(),
            contents: contents(subject),
            keys,
            subject,
            best: None,
            source: Source::new(subject.case.body),
            seen: HashSet::new(),
        }
    }

    /// Tries everything with one fault, and what is as cheap.
    pub(in crate::explain) fn singles(&mut self, work: &mut Work) {
        let source = self.subject.case.body;
        let body = Body { ops: &[], bytes: source, codes: vec![] };
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        self.cross(&body, &contents, &keys, work);
        self.cross(&body, &contents, &self.keys_with(1), work);
        self.cross(&body, &self.contents_with(1, true), &keys, work);
        self.methods(&body, &contents, &keys, false, work);
        for op in self.source.singles() {
            self.with_body(&[op], work, |engine, body, work| {
                engine.cross(body, &contents, &keys, work);
            });
        }
        let rare = self.contents_with(1, false);
        self.cross_rare(&body, &rare, &keys, work);
    }

    /// Tries two faults, none of them in the body.
    pub(in crate::explain) fn pairs_around(&mut self, work: &mut Work) {
        let source = self.subject.case.body;
        let body = Body { ops: &[], bytes: source, codes: vec![] };
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        let (keys_1, contents_1) = (self.keys_with(1), self.contents_with(1, true));
        self.methods(&body, &contents, &keys_1, true, work);
        self.methods(&body, &contents_1, &keys, true, work);
        self.cross_rare(&body, &contents, &self.keys_with(2), work);
        self.cross_rare(&body, &self.contents_with(2, true), &keys, work);
        for key in keys_1 {
            self.cross_rare(&body, &contents_1, &[key], work);
        }
    }

    /// Tries two faults, one of them or both in the body.
    pub(in crate::explain) fn pairs_within(&mut self, work: &mut Work) {
        let (keys, contents) = (self.keys_with(0), self.contents_with(0, true));
        let (keys_1, contents_1) = (self.keys_with(1), self.contents_with(1, true));
        self.seen.clear();
        for op in self.source.singles() {
            if op.codes().len() > 1 {
                continue;
            }
            self.with_body(&[op], work, |engine, body, work| {
                engine.cross(body, &contents, &keys_1, work);
                engine.cross(body, &contents_1, &keys, work);
                engine.methods(body, &contents, &keys, true, work);
            });
        }
        for (first, second) in self.source.pairs() {
            self.with_body(&[first, second], work, |engine, body, work| {
                engine.cross(body, &contents, &keys, work);
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
        work: &mut Work,
        attempt: impl FnOnce(&mut Self, &Body<'_>, &mut Work),
    ) {
        // To write a body anew takes as long as to hash it, or twice.
        if !work.spend(2 * ops.len() * self.subject.case.body.len()) {
            return;
        }
        let undone = match ops {
            [op] => self.source.apply(*op),
            [first, second] => self.source.apply_both(*first, *second),
            _ => None,
        };
        let Some(bytes) = undone else { return };
        if self.seen.insert(fingerprint(&bytes)) {
            let mut codes: Vec<_> = ops.iter().flat_map(|op| op.codes()).collect();
            codes.dedup();
            attempt(self, &Body { ops, bytes: &bytes, codes }, work);
        }
    }

    fn cross(&mut self, body: &Body<'_>, contents: &[usize], keys: &[usize], work: &mut Work) {
        for content in contents {
            for key in keys {
                self.attempt(body, *content, *key, Method::HmacSha256, work);
            }
        }
    }

    /// The same, unless it would leave little for what is likelier.
    fn cross_rare(&mut self, body: &Body<'_>, contents: &[usize], keys: &[usize], work: &mut Work) {
        if work.has_room(body.bytes.len(), contents.len() * keys.len()) {
            self.cross(body, contents, keys, work);
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
        work: &mut Work,
    ) {
        for method in Method::OTHERS {
            let size = method.size();
            let sizes = self.subject.readings.iter().map(|reading| reading.bytes.len());
            let fits = sizes.into_iter().any(|read| read == size || (!is_exact && read < size));
            if !fits {
                continue;
            }
            let keys =
                if method == Method::NoKey { keys.get(..1).unwrap_or_default() } else { keys };
            for content in contents {
                for key in keys {
                    self.attempt(body, *content, *key, method, work);
                }
            }
        }
    }

    fn attempt(
        &mut self,
        body: &Body<'_>,
        content: usize,
        key: usize,
        method: Method,
        work: &mut Work,
    ) {
        let (Some(around), Some(guess)) = (self.contents.get(content), self.keys.get(key)) else {
            return;
        };
        let size = body.bytes.len() + around.before.len() + around.after.len();
        if !work.spend(size) {
            return;
        }
        let state = match method {
            Method::HmacSha256 => self.states.get(key).cloned().flatten(),
            _ => State::new(method, &guess.key),
        };
        let Some(mut state) = state else { return };
        let mut codes: Vec<CauseCode> = body.codes.clone();
        codes.extend(&around.codes);
        codes.extend(&guess.codes);
        codes.extend(method.code());

        let core = body.bytes.trim_ascii_end();
        let end = body.bytes.get(core.len()..).unwrap_or_default();
        state.update(&around.before);
        state.update(core);
        let after = around.after.clone();
        self.finish(body, (content, key, method), &codes, None, end, &after, state.clone(), work);
        // The rest has been hashed already: other ends come for nothing.
        if codes.len() <= 1 && !body.bytes.is_empty() {
            for tail in TAILS.into_iter().filter(|tail| *tail != end) {
                let code = tail_code(end, tail);
                if codes.contains(&code) && code != CauseCode::BodyTrimmed {
                    continue;
                }
                let mut codes = codes.clone();
                codes.push(code);
                codes.dedup();
                self.finish(
                    body,
                    (content, key, method),
                    &codes,
                    Some(tail),
                    tail,
                    &after,
                    state.clone(),
                    work,
                );
            }
        }
    }

    /// Ends a digest, and compares it with the received ones.
    #[expect(clippy::too_many_arguments, reason = "they are what a hypothesis consists of")]
    fn finish(
        &mut self,
        body: &Body<'_>,
        (content, key, method): (usize, usize, Method),
        codes: &[CauseCode],
        tail: Option<&'static [u8]>,
        end: &[u8],
        after: &[u8],
        mut state: State,
        work: &mut Work,
    ) {
        state.update(end);
        state.update(after);
        let digest = state.finish();
        work.count(codes);
        for (reading, received) in self.subject.readings.iter().enumerate() {
            let size = received.bytes.len();
            if size < FEWEST_BYTES || !digest.starts_with(&received.bytes) {
                continue;
            }
            let mut all: Vec<CauseCode> = codes.to_vec();
            all.extend(received.faults.iter().filter(|fault| match fault {
                CauseCode::SignatureTruncated => false,
                CauseCode::SignaturePrefix => method.size() == 32 || !received.names_algorithm,
                _ => true,
            }));
            if size < digest.len() {
                all.push(CauseCode::SignatureTruncated);
            }
            let is_proof = size >= PROOF_BYTES || all == [CauseCode::SignatureTruncated];
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
                    digest: digest.clone(),
                });
            }
        }
    }
}

/// Tells bodies apart, faster than they could be hashed in earnest: there are
/// some hundreds of them.
fn fingerprint(bytes: &[u8]) -> u64 {
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
