//! Tests one hypothesis, and keeps the simplest match.

use std::rc::Rc;

use super::{
    base_candidates::BaseCandidate,
    base_template::{RenderedBase, RenderedFragment},
    budget::Budget,
    context::SearchContext,
    digest_method::DigestMethod,
    digest_state::{BLOCK_SIZE, DigestState},
    key_candidates::KeyCandidate,
};
use crate::explain::{
    body::{BodyRewrite, TRAILING_WHITE_SPACE, name_white_space},
    cause_code::CauseCode,
    signature_candidates::{MIN_COMPARED_BYTES, MIN_PROOF_BYTES},
};

/// A hypothesis that reproduces a received signature.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Match {
    /// All faults, each of them once.
    pub(in crate::explain) codes: Vec<CauseCode>,
    pub(in crate::explain) rewrites: Vec<BodyRewrite>,
    /// What replaces the white space at the body's end.
    pub(in crate::explain) trailing: Option<&'static [u8]>,
    /// The body as it was signed.
    pub(in crate::explain) body: Vec<u8>,
    /// The indices of the candidates.
    pub(in crate::explain) base: usize,
    pub(in crate::explain) key: usize,
    pub(in crate::explain) method: DigestMethod,
    pub(in crate::explain) signature: usize,
    /// How many bits of the signature were received.
    pub(in crate::explain) bits: usize,
    pub(in crate::explain) digest: Vec<u8>,
}

impl Match {
    /// The change at the body's end: "the body …".
    pub(in crate::explain) fn trailing_note(&self) -> Option<String> {
        self.trailing.map(|trailing| match trailing {
            b"" => "without the white space at its end".to_owned(),
            trailing => format!("with {} at its end", name_white_space(trailing)),
        })
    }
}

/// A body with some faults undone.
pub(super) struct RewrittenBody<'b> {
    pub(super) rewrites: &'b [BodyRewrite],
    pub(super) bytes: &'b [u8],
    pub(super) codes: Vec<CauseCode>,
}

/// The choice of a key, a signature base and a method, by index.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    pub(super) base: usize,
    pub(super) key: usize,
    pub(super) method: DigestMethod,
}

/// Tests hypotheses within one scheme.
pub(in crate::explain) struct Matcher<'s, 'a> {
    pub(in crate::explain) context: &'s SearchContext<'a>,
    pub(in crate::explain) keys: Vec<KeyCandidate>,
    pub(in crate::explain) bases: Rc<[BaseCandidate]>,
    pub(super) best: Option<Match>,
    /// The scheme's method.
    pub(super) method: DigestMethod,
    /// The scheme's method, started with each key.
    states: Vec<Option<DigestState>>,
}

impl<'s, 'a> Matcher<'s, 'a> {
    pub(super) fn new(
        context: &'s SearchContext<'a>,
        keys: Vec<KeyCandidate>,
        bases: Vec<BaseCandidate>,
    ) -> Self {
        let method = DigestMethod::of(context.scheme.algorithm);
        Self {
            context,
            states: keys.iter().map(|key| DigestState::new(method, &key.key)).collect(),
            keys,
            bases: bases.into(),
            best: None,
            method,
        }
    }

    /// Computes the digests of a hypothesis, and compares them. The rest of the
    /// content is hashed once for all kinds of white space at the body's end.
    pub(super) fn test(
        &mut self,
        body: &RewrittenBody<'_>,
        base: &RenderedBase<'_>,
        choice: Choice,
        budget: &mut Budget,
    ) {
        let Choice { method, .. } = choice;
        let (Some(candidate), Some(key)) = (self.bases.get(choice.base), self.keys.get(choice.key))
        else {
            return;
        };
        let mut codes: Vec<CauseCode> = body.codes.clone();
        codes.extend(&candidate.codes);
        codes.extend(&key.codes);
        if method != self.method {
            codes.push(method.code());
        }
        let body_size = if base.has_body { body.bytes.len() } else { 0 };
        let key_size = if key.key.len() > BLOCK_SIZE { key.key.len() } else { 0 };
        if !budget.charge(base.size + body_size + key_size) {
            return;
        }
        let state = if method == self.method {
            self.states.get(choice.key).cloned().flatten()
        } else {
            DigestState::new(method, &key.key)
        };
        let Some(mut state) = state else { return };
        update(&mut state, &base.before, method, &key.key);
        let core = body.bytes.trim_ascii_end();
        let received_end = body.bytes.get(core.len()..).unwrap_or_default();
        let end = if base.has_body { received_end } else { b"" };
        if base.has_body {
            state.update(core);
        }
        let finish = |end: &[u8]| {
            let mut state = state.clone();
            state.update(end);
            update(&mut state, &base.after, method, &key.key);
            state.finish()
        };
        let mut digests = vec![(codes.clone(), None, end, finish(end))];
        if codes.len() <= 1 && !body.bytes.is_empty() && base.has_body {
            for trailing in TRAILING_WHITE_SPACE.into_iter().filter(|other| *other != end) {
                let code = trailing_code(end, trailing);
                if codes.contains(&code) && code != CauseCode::BodyTrimmed {
                    continue;
                }
                let mut codes = codes.clone();
                codes.push(code);
                codes.dedup();
                digests.push((codes, Some(trailing), trailing, finish(trailing)));
            }
        }
        for (codes, trailing, end, digest) in digests {
            budget.count(&codes);
            self.compare(body, choice, &codes, (trailing, end), &digest);
        }
    }

    /// Compares a digest with the received signatures.
    fn compare(
        &mut self,
        body: &RewrittenBody<'_>,
        Choice { base, key, method }: Choice,
        codes: &[CauseCode],
        (trailing, end): (Option<&'static [u8]>, &[u8]),
        digest: &[u8],
    ) {
        let is_token = method == DigestMethod::Token;
        for (index, received) in self.context.signatures.iter().enumerate() {
            let size = received.bytes.len();
            // A token is compared whole, whatever its size.
            let matches = if is_token {
                received.bytes == digest
            } else {
                size >= MIN_COMPARED_BYTES && digest.starts_with(&received.bytes)
            };
            if !matches {
                continue;
            }
            let has_own_size = method.size() == self.method.size();
            let mut all: Vec<CauseCode> = codes.to_vec();
            all.extend(received.faults.iter().filter(|fault| match fault {
                CauseCode::SignatureTruncated => false,
                CauseCode::SignaturePrefix => has_own_size || !received.names_algorithm,
                _ => true,
            }));
            if size < digest.len() {
                all.push(CauseCode::SignatureTruncated);
            }
            let is_proof =
                is_token || size >= MIN_PROOF_BYTES || all == [CauseCode::SignatureTruncated];
            let is_simpler = self.best.as_ref().is_none_or(|best| all.len() < best.codes.len());
            if is_proof && is_simpler {
                self.best = Some(Match {
                    codes: all,
                    rewrites: body.rewrites.to_vec(),
                    trailing,
                    body: [body.bytes.trim_ascii_end(), end].concat(),
                    base,
                    key,
                    method,
                    signature: index,
                    bits: 8 * size,
                    digest: digest.to_vec(),
                });
            }
        }
    }
}

/// Hashes what is before the body, or after it. A plain hash has the key in its
/// content; an HMAC has not.
fn update(
    state: &mut DigestState,
    fragments: &[RenderedFragment<'_>],
    method: DigestMethod,
    key: &[u8],
) {
    for fragment in fragments {
        match fragment {
            RenderedFragment::Bytes(bytes) => state.update(bytes),
            RenderedFragment::Secret if method.is_plain_hash() => state.update(key),
            RenderedFragment::Secret => {}
        }
    }
}

/// The cause where the white space at the body's end was changed.
fn trailing_code(from: &[u8], to: &[u8]) -> CauseCode {
    let is_line_break = |text: &[u8]| matches!(text, b"" | b"\n" | b"\r\n" | b"\r");
    if is_line_break(from) && is_line_break(to) {
        CauseCode::BodyTrailingNewline
    } else {
        CauseCode::BodyTrimmed
    }
}
