//! Diagnoses why a request fails: what the search proves, then what the request
//! shows without it.

use super::{
    body::BodyRewriter,
    cause_code::CauseCode,
    detect::{SchemeCandidate, documents_event},
    evidence::{cause, proven_causes},
    input::Input,
    located_fields::LocatedFields,
    repair::verified,
    report::{Cause, Certainty, Repair, SearchSummary, StepKind},
    schemes::sign_alike,
    search::{Budget, Engine, SearchContext},
    signature_candidates, static_checks,
    trace::Trace,
    verification::is_accepted,
};
use crate::{Scheme, Tolerance};

/// The causes, the most certain first, and how they were searched for.
pub(super) fn diagnose(
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    trace: &Trace,
    candidates: &[SchemeCandidate<'_>],
) -> (Vec<Cause>, SearchSummary) {
    let mut causes = Vec::new();
    let mut summary = SearchSummary::default();
    let mut left_out = Vec::new();
    let has_repeated_field = fields.iter().any(|field| field.values.len() > 1);
    let mut is_reproduced = trace.matched_secret.is_some();

    if trace.matched_secret.is_none() || has_repeated_field {
        let signatures = signature_candidates::candidates(scheme, fields);
        let context = SearchContext { input, scheme, fields, signatures };
        if !input.secrets.is_empty() {
            let found = search(&context, candidates);
            is_reproduced |= found.is_reproduced;
            causes = found.causes;
            left_out = found.budget.left_out(input.body);
            summary = found.budget.into_summary();
        }
        if !is_reproduced {
            let signatures = &context.signatures;
            causes.extend(static_checks::check_signature(input, scheme, fields, trace, signatures));
        }
    } else if let Some(index) = trace.matched_secret.filter(|index| *index > 0) {
        causes.push(other_secret(input, scheme, index));
    }
    if causes.is_empty() {
        causes.extend(better_scheme(input, scheme, fields, trace, candidates));
    }

    if causes.first().is_none_or(|cause| cause.code != CauseCode::WrongScheme) {
        let mut visible = static_checks::check_names(input, scheme, fields, candidates);
        visible.extend(static_checks::check_time(input, scheme, fields, trace, is_reproduced));
        visible.retain(|cause| causes.iter().all(|proven| proven.code != cause.code));
        causes.extend(visible);
    }
    if !is_reproduced {
        causes.extend(static_checks::check_body(input));
        causes.extend(static_checks::check_secrets(input));
    }
    causes.sort_by_key(|cause| cause.certainty);
    link_pair(&mut causes);
    if summary.ran && !is_reproduced {
        add_limits(input, left_out, &mut summary);
    }
    (causes, summary)
}

/// Where there are two certain causes, each names the other.
fn link_pair(causes: &mut [Cause]) {
    let is_certain = |cause: &&Cause| cause.certainty != Certainty::Hint;
    let certain: Vec<_> = causes.iter().filter(is_certain).map(|cause| cause.code).collect();
    let [one, other] = certain.as_slice() else { return };
    for cause in causes.iter_mut().filter(|cause| cause.certainty != Certainty::Hint) {
        cause.with = Some(if cause.code == *one { *other } else { *one });
    }
}

/// What a search found.
struct Outcome {
    causes: Vec<Cause>,
    /// Whether the received signature was reproduced, with a fault or without.
    is_reproduced: bool,
    budget: Budget,
}

/// Searches under the scheme, and then under the others.
fn search(context: &SearchContext<'_>, candidates: &[SchemeCandidate<'_>]) -> Outcome {
    let input = context.input;
    let mut budget = Budget::new(input.body, &context.signatures);
    budget.leave_out_schemes(candidates.iter().any(|candidate| !candidate.is_tried));
    let rewriter = BodyRewriter::new(input.body);
    let mut engine = Engine::new(context, &rewriter);
    engine.try_single_faults(&mut budget);
    if let Some(other) = matching_scheme(context.scheme, candidates) {
        let is_clear =
            documents_event(other, input.body) && !documents_event(context.scheme, input.body);
        let simple = engine.best().filter(|best| best.codes.len() == 1 && !is_clear);
        let mut causes =
            simple.map(|best| proven_causes(engine.matcher(), best)).unwrap_or_default();
        let repair = verified(input, context.scheme, Repair::with_scheme(other.id()));
        causes.push(wrong_scheme(input, other, repair));
        return Outcome { causes, is_reproduced: true, budget };
    }
    if engine.best().is_none() {
        engine.try_fault_pairs_outside_body(&mut budget);
    }
    if engine.best().is_none()
        && let Some(causes) = search_other_schemes(context, &rewriter, candidates, &mut budget)
    {
        return Outcome { causes, is_reproduced: true, budget };
    }
    if engine.best().is_none() {
        engine.try_fault_pairs_in_body(&mut budget);
    }
    let best = engine.best();
    let causes = best.map(|best| proven_causes(engine.matcher(), best)).unwrap_or_default();
    Outcome { causes, is_reproduced: best.is_some(), budget }
}

/// Searches for one fault under every other scheme. Schemes that differ in the
/// secret alone are covered by the search under this one.
fn search_other_schemes(
    context: &SearchContext<'_>,
    rewriter: &BodyRewriter<'_>,
    candidates: &[SchemeCandidate<'_>],
    budget: &mut Budget,
) -> Option<Vec<Cause>> {
    let input = context.input;
    budget.set_common_fault(Some(CauseCode::WrongScheme));
    let mut found = None;
    let others = candidates.iter().map(|candidate| candidate.scheme);
    for other in others.filter(|other| !sign_alike(other, context.scheme)) {
        let fields = LocatedFields::locate(other, input);
        if !fields.are_as_expected() {
            continue;
        }
        let signatures = signature_candidates::candidates(other, &fields);
        let context = SearchContext { input, scheme: other, fields: &fields, signatures };
        let mut engine = Engine::new(&context, rewriter);
        engine.try_single_faults(budget);
        if let Some(best) = engine.best().filter(|best| best.codes.len() == 1) {
            let mut causes = proven_causes(engine.matcher(), best);
            for repair in causes.iter_mut().filter_map(|cause| cause.repair.as_mut()) {
                repair.scheme.get_or_insert_with(|| other.id().into());
            }
            let repair = causes.first().and_then(|cause| cause.repair.clone());
            causes.insert(0, wrong_scheme(input, other, repair));
            found = Some(causes);
            break;
        }
    }
    budget.set_common_fault(None);
    found
}

/// The likeliest other scheme under which the signature matches as it is.
fn matching_scheme<'s>(scheme: &Scheme, candidates: &[SchemeCandidate<'s>]) -> Option<&'s Scheme> {
    let matches = |candidate: &&SchemeCandidate<'_>| {
        candidate.matched_secret.is_some() && candidate.scheme.id() != scheme.id()
    };
    candidates.iter().find(matches).map(|candidate| candidate.scheme)
}

/// Another scheme that makes the same signature and fits better: it has the
/// exact name of the header, or accepts an event that this one refuses.
fn better_scheme(
    input: &Input<'_>,
    scheme: &Scheme,
    fields: &LocatedFields<'_>,
    trace: &Trace,
    candidates: &[SchemeCandidate<'_>],
) -> Option<Cause> {
    let other = matching_scheme(scheme, candidates)
        .filter(|_| trace.matched_secret.is_some() && !trace.is_accepted)?;
    let is_payload_refused = trace.failed_step(StepKind::Payload).is_some();
    let certainty = if fields.lack_signature() {
        Certainty::Proven
    } else if is_payload_refused && is_accepted(input, other, Tolerance::Unlimited) {
        Certainty::Inferred
    } else {
        return None;
    };
    let repair = verified(input, scheme, Repair::with_scheme(other.id()));
    Some(Cause { certainty, ..wrong_scheme(input, other, repair) })
}

fn wrong_scheme(input: &Input<'_>, other: &Scheme, repair: Option<Repair>) -> Cause {
    let message =
        format!("Under the scheme of {} (`{}`) the signature is right.", other.name(), other.id());
    let place = (StepKind::Headers, "scheme");
    let cause = cause(input, CauseCode::WrongScheme, Certainty::Proven, place, message);
    Cause { repair, ..cause }
}

/// Another secret than the first makes the signature. A verifier accepts that.
fn other_secret(input: &Input<'_>, scheme: &Scheme, index: usize) -> Cause {
    let name = format!("secret {}", index + 1);
    let message = format!("Not secret 1 but secret {} makes the signature.", index + 1);
    let place = (StepKind::Digest, name.as_str());
    let cause = cause(input, CauseCode::SecretOther, Certainty::Proven, place, message);
    let secret = input.secrets.get(index).map(|secret| secret.text().to_owned());
    let repair = verified(input, scheme, Repair { secret, ..Repair::default() });
    Cause { repair, ..cause }
}

/// Adds what a search that found nothing did not cover.
fn add_limits(input: &Input<'_>, left_out: Vec<String>, summary: &mut SearchSummary) {
    let mut add = |text: &str| summary.uncovered.push(text.to_owned());
    if input.body.starts_with(b"{") || input.body.starts_with(b"[") {
        add(
            "Numbers that were written in another way (1.0 as 1), the former order of members, and members that were there twice: parsing loses them for good.",
        );
    }
    if input.body.windows(3).any(|bytes| bytes == "\u{FFFD}".as_bytes()) {
        add(
            "The characters that were replaced by U+FFFD: the body holds some, and their bytes are lost.",
        );
    }
    add("Values that were changed, added or left out, and Unicode normalisation.");
    add(
        "Three faults at once, and other algorithms than HMAC with SHA-1, SHA-256, SHA-384 and SHA-512.",
    );
    summary.uncovered.extend(left_out);
    summary.conclusion = Some(format!(
        "None of {} hypotheses makes the received signature: either the secret is another one, or the \
         body was changed in a way that cannot be undone here.",
        summary.hypotheses
    ));
}
