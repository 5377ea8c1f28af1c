//! Combines candidates into hypotheses, the likeliest first.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    base_candidates::{BaseCandidate, BaseCandidates, base_candidates},
    base_template::RenderedBase,
    budget::Budget,
    context::SearchContext,
    digest_method::DigestMethod,
    fingerprint::fingerprint,
    key_candidates::key_candidates,
    matcher::{Choice, Match, Matcher, RewrittenBody},
};
use crate::explain::body::{BodyRewrite, BodyRewriter};

/// The search within one scheme.
pub(in crate::explain) struct Engine<'s, 'a> {
    matcher: Matcher<'s, 'a>,
    /// Whether further signature bases are too long to be tried.
    is_too_long: bool,
    rewriter: &'s BodyRewriter<'a>,
    /// The fingerprints of the rewritten bodies.
    seen: BTreeSet<u64>,
}

/// The candidates without a fault, and those with one.
struct Indices {
    bases: Vec<usize>,
    keys: Vec<usize>,
    faulty_bases: Vec<usize>,
    faulty_keys: Vec<usize>,
}

impl<'s, 'a> Engine<'s, 'a> {
    pub(in crate::explain) fn new(
        context: &'s SearchContext<'a>,
        rewriter: &'s BodyRewriter<'a>,
    ) -> Self {
        let keys = key_candidates(context.scheme, context.input.secrets);
        let BaseCandidates { candidates, is_too_long } = base_candidates(context);
        let matcher = Matcher::new(context, keys, candidates);
        Self { matcher, is_too_long, rewriter, seen: BTreeSet::new() }
    }

    pub(in crate::explain) fn matcher(&self) -> &Matcher<'s, 'a> {
        &self.matcher
    }

    /// The match with the fewest faults.
    pub(in crate::explain) fn best(&self) -> Option<&Match> {
        self.matcher.best.as_ref()
    }

    /// Tries every single fault, and pairs that cost no more.
    pub(in crate::explain) fn try_single_faults(&mut self, budget: &mut Budget) {
        let body = self.received_body();
        let Indices { bases, keys, faulty_bases, faulty_keys } = self.indices();
        self.try_own_method(&body, &bases, &keys, budget);
        self.try_own_method(&body, &bases, &faulty_keys, budget);
        self.try_own_method(&body, &faulty_bases, &keys, budget);
        self.try_other_methods(&body, &bases, &keys, false, budget);
        budget.leave_out_large(self.rewriter.is_too_deep());
        budget.leave_out_long(self.is_too_long);
        for rewrite in self.rewriter.single_rewrites() {
            self.with_rewritten_body(&[rewrite], budget, |engine, body, budget| {
                engine.try_own_method(body, &bases, &keys, budget);
            });
        }
        let rare_bases = self.bases_with(1, false);
        self.try_if_cheap(&body, &rare_bases, &keys, budget);
    }

    /// Tries two faults, neither in the body.
    pub(in crate::explain) fn try_fault_pairs_outside_body(&mut self, budget: &mut Budget) {
        let body = self.received_body();
        let Indices { bases, keys, faulty_bases, faulty_keys } = self.indices();
        self.try_other_methods(&body, &bases, &faulty_keys, true, budget);
        self.try_other_methods(&body, &faulty_bases, &keys, true, budget);
        self.try_if_cheap(&body, &bases, &self.keys_with(2), budget);
        self.try_if_cheap(&body, &self.bases_with(2, true), &keys, budget);
        for key in faulty_keys {
            self.try_if_cheap(&body, &faulty_bases, &[key], budget);
        }
    }

    /// Tries two faults, one or both in the body.
    pub(in crate::explain) fn try_fault_pairs_in_body(&mut self, budget: &mut Budget) {
        let Indices { bases, keys, faulty_bases, faulty_keys } = self.indices();
        self.seen.clear();
        for rewrite in self.rewriter.single_rewrites() {
            if rewrite.codes().len() > 1 {
                continue;
            }
            self.with_rewritten_body(&[rewrite], budget, |engine, body, budget| {
                engine.try_own_method(body, &bases, &faulty_keys, budget);
                engine.try_own_method(body, &faulty_bases, &keys, budget);
                engine.try_other_methods(body, &bases, &keys, true, budget);
            });
        }
        for (first, second) in self.rewriter.rewrite_pairs() {
            self.with_rewritten_body(&[first, second], budget, |engine, body, budget| {
                engine.try_own_method(body, &bases, &keys, budget);
            });
        }
    }

    fn received_body(&self) -> RewrittenBody<'a> {
        RewrittenBody { rewrites: &[], bytes: self.matcher.context.input.body, codes: vec![] }
    }

    fn indices(&self) -> Indices {
        Indices {
            bases: self.bases_with(0, true),
            keys: self.keys_with(0),
            faulty_bases: self.bases_with(1, true),
            faulty_keys: self.keys_with(1),
        }
    }

    fn keys_with(&self, faults: usize) -> Vec<usize> {
        let keys = self.matcher.keys.iter().enumerate();
        keys.filter(|(_, key)| key.codes.len() == faults).map(|(index, _)| index).collect()
    }

    fn bases_with(&self, faults: usize, is_common: bool) -> Vec<usize> {
        let bases = self.matcher.bases.iter().enumerate();
        bases
            .filter(|(_, base)| base.codes.len() == faults && base.is_common == is_common)
            .map(|(index, _)| index)
            .collect()
    }

    /// Rewrites the body, and tries the result unless it was tried before.
    fn with_rewritten_body(
        &mut self,
        rewrites: &[BodyRewrite],
        budget: &mut Budget,
        attempt: impl FnOnce(&mut Self, &RewrittenBody<'_>, &mut Budget),
    ) {
        // Writing a body costs as much as hashing it; so does reading it before.
        let expected = 2 * rewrites.len() * self.matcher.context.input.body.len();
        if !budget.charge(expected) {
            return;
        }
        let rewritten = self.rewriter.rewrite(rewrites);
        budget.leave_out_large(rewritten.is_too_large);
        let excess = rewritten.written.saturating_sub(expected);
        if excess > 0 && !budget.charge(2 * excess) {
            return;
        }
        let Some(bytes) = rewritten.bytes else { return };
        if self.seen.insert(fingerprint(&bytes)) {
            let mut codes: Vec<_> = rewrites.iter().flat_map(|rewrite| rewrite.codes()).collect();
            codes.dedup();
            attempt(self, &RewrittenBody { rewrites, bytes: &bytes, codes }, budget);
        }
    }

    /// Tries every combination with the scheme's method.
    fn try_own_method(
        &mut self,
        body: &RewrittenBody<'_>,
        bases: &[usize],
        keys: &[usize],
        budget: &mut Budget,
    ) {
        let candidates = Rc::clone(&self.matcher.bases);
        let method = self.matcher.method;
        for base in bases.iter().copied() {
            let Some(rendered) = render(&candidates, base, body) else { continue };
            for key in keys.iter().copied() {
                self.matcher.test(body, &rendered, Choice { base, key, method }, budget);
            }
        }
    }

    /// Tries every combination, unless that would leave too little of the budget
    /// for likelier ones.
    fn try_if_cheap(
        &mut self,
        body: &RewrittenBody<'_>,
        bases: &[usize],
        keys: &[usize],
        budget: &mut Budget,
    ) {
        if budget.allows(body.bytes.len(), bases.len() * keys.len()) {
            self.try_own_method(body, bases, keys, budget);
        }
    }

    /// Tries other methods whose digest has the size of a received signature, or
    /// unless `is_exact` a larger one.
    fn try_other_methods(
        &mut self,
        body: &RewrittenBody<'_>,
        bases: &[usize],
        keys: &[usize],
        is_exact: bool,
        budget: &mut Budget,
    ) {
        let own = self.matcher.method;
        if own == DigestMethod::Token {
            return;
        }
        for method in DigestMethod::DIGESTS.into_iter().filter(|method| *method != own) {
            let size = method.size();
            let mut sizes = self.matcher.context.signatures.iter().map(|it| it.bytes.len());
            if !sizes.any(|received| received == size || (!is_exact && received < size)) {
                continue;
            }
            let candidates = Rc::clone(&self.matcher.bases);
            for base in bases.iter().copied() {
                let Some(rendered) = render(&candidates, base, body) else { continue };
                // Without the key in the content, all keys make the same hash.
                let is_keyless = method.is_plain_hash() && !rendered.has_secret();
                let keys = if is_keyless { keys.get(..1).unwrap_or_default() } else { keys };
                for key in keys.iter().copied() {
                    self.matcher.test(body, &rendered, Choice { base, key, method }, budget);
                }
            }
        }
    }
}

/// The signature base for a body. `None` where it is the same for the received
/// body, with which it was tried.
fn render<'c>(
    bases: &'c [BaseCandidate],
    index: usize,
    body: &RewrittenBody<'c>,
) -> Option<RenderedBase<'c>> {
    let base = bases.get(index)?;
    let is_new = body.rewrites.is_empty() || base.depends_on_body();
    if is_new { base.render(body.bytes) } else { None }
}
