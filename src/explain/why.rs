//! Puts together why a request fails: what the search proves, and what can be
//! seen without it.

use super::{
    Case, Cause, CauseCode, Certainty, Repair, Search, State, Task,
    body::Source,
    detect::{Likely, documents, sign_alike},
    found::Headers,
    proof::{cause, proven},
    ranked::ranked,
    received::readings,
    repair::in_time,
    search::{Budget, Engine, Subject},
    seen,
    steps::{Walk, is_accepted},
};
use crate::{Scheme, Tolerance};

/// The causes, the surest first, and what was searched for them.
pub(super) fn why(
    case: &Case<'_>,
    scheme: &Scheme,
    headers: &Headers<'_>,
    walk: &Walk,
    likely: &[Likely<'_>],
) -> (Vec<Cause>, Search) {
    let mut causes = Vec::new();
    let mut search = Search::default();
    let mut left_out = Vec::new();
    let is_repeated = headers.iter().any(|found| found.values.len() > 1);
    let mut is_reproduced = walk.matched.is_some();

    if walk.matched.is_none() || is_repeated {
        let subject = Subject { case, scheme, headers, readings: readings(scheme, headers) };
        if !case.secrets.is_empty() {
            let found = look(&subject, likely);
            is_reproduced |= found.is_match;
            causes = found.causes;
            left_out = found.budget.left_out(case.body);
            search = found.budget.report();
        }
        if !is_reproduced {
            causes.extend(seen::signature(case, scheme, headers, walk, &subject.readings));
        }
    } else if let Some(index) = walk.matched.filter(|index| *index > 0) {
        causes.push(other_secret(case, scheme, index));
    }
    if causes.is_empty() {
        causes.extend(better(case, scheme, headers, walk, likely));
    }

    if causes.first().is_none_or(|cause| cause.code != CauseCode::WrongScheme) {
        let mut visible = seen::names(case, scheme, headers, likely);
        visible.extend(seen::time(case, scheme, headers, walk, is_reproduced));
        visible.retain(|cause| causes.iter().all(|proven| proven.code != cause.code));
        causes.extend(visible);
    }
    if !is_reproduced {
        causes.extend(seen::body(case));
        causes.extend(seen::secrets(case));
    }
    let mut causes = ranked(causes, |cause| cause.certainty as usize);
    join(&mut causes);
    if search.ran && !is_reproduced {
        seen::limits(case, left_out, &mut search);
    }
    (causes, search)
}

/// Another scheme that suits a signature better that this one makes, too: it has
/// the header's very name, or accepts the event that this one does not.
fn better(
    case: &Case<'_>,
    scheme: &Scheme,
    headers: &Headers<'_>,
    walk: &Walk,
    likely: &[Likely<'_>],
) -> Option<Cause> {
    let other = signer(scheme, likely).filter(|_| walk.matched.is_some() && !walk.ok)?;
    let is_misspelt = headers.signatures().all(|found| found.values.is_empty());
    let is_refused =
        walk.steps.iter().any(|step| step.task == Task::Payload && step.state == State::Fail);
    let is_accepted = || is_accepted(case, other, Tolerance::Unlimited);
    let certainty = match is_misspelt {
        true => Certainty::Proven,
        false if is_refused && is_accepted() => Certainty::Inferred,
        false => return None,
    };
    let repair = Repair { scheme: Some(other.id().into()), ..Repair::default() };
    let mut cause = wrong_scheme(case, other, in_time(case, scheme, repair));
    cause.certainty = certainty;
    Some(cause)
}

/// Where there are two faults, each of them names the other.
fn join(causes: &mut [Cause]) {
    let is_sure = |cause: &&Cause| cause.certainty != Certainty::Hint;
    let sure: Vec<_> = causes.iter().filter(is_sure).map(|cause| cause.code).collect();
    let [one, other] = sure.as_slice() else { return };
    for cause in causes.iter_mut().filter(|cause| cause.certainty != Certainty::Hint) {
        cause.with = Some(if cause.code == *one { *other } else { *one });
    }
}

/// What a search found.
struct Outcome {
    causes: Vec<Cause>,
    /// Whether the signature came out, with a fault or without.
    is_match: bool,
    budget: Budget,
}

/// Searches within the scheme, and then within the others.
fn look(subject: &Subject<'_>, likely: &[Likely<'_>]) -> Outcome {
    let case = subject.case;
    let mut budget = Budget::new(case.body, &subject.readings);
    budget.leave_out_schemes(likely.iter().any(|likely| !likely.is_tried));
    let source = Source::new(case.body);
    let mut engine = Engine::new(subject, &source);
    engine.singles(&mut budget);
    if let Some(other) = signer(subject.scheme, likely) {
        let is_clear = documents(other, case.body) && !documents(subject.scheme, case.body);
        let simple = engine.best.as_ref().filter(|best| best.codes.len() == 1 && !is_clear);
        let mut causes = simple.map(|best| proven(&engine, best)).unwrap_or_default();
        let repair = Repair { scheme: Some(other.id().into()), ..Repair::default() };
        causes.push(wrong_scheme(case, other, in_time(case, subject.scheme, repair)));
        return Outcome { causes, is_match: true, budget };
    }
    if engine.best.is_none() {
        engine.pairs_around(&mut budget);
    }
    if engine.best.is_none()
        && let Some(causes) = elsewhere(subject, &source, likely, &mut budget)
    {
        return Outcome { causes, is_match: true, budget };
    }
    if engine.best.is_none() {
        engine.pairs_within(&mut budget);
    }
    let causes = engine.best.as_ref().map(|best| proven(&engine, best)).unwrap_or_default();
    Outcome { causes, is_match: engine.best.is_some(), budget }
}

/// The likeliest of the other schemes that accept the signature as it is.
fn signer<'s>(scheme: &Scheme, likely: &[Likely<'s>]) -> Option<&'s Scheme> {
    let is_it = |likely: &&Likely<'_>| likely.secret.is_some() && likely.scheme.id() != scheme.id();
    likely.iter().find(is_it).map(|likely| likely.scheme)
}

/// Searches for one fault under every other scheme. What differs in the secret
/// alone is searched for within the scheme.
fn elsewhere(
    subject: &Subject<'_>,
    source: &Source<'_>,
    likely: &[Likely<'_>],
    budget: &mut Budget,
) -> Option<Vec<Cause>> {
    let case = subject.case;
    budget.go_on_with(Some(CauseCode::WrongScheme));
    let mut found = None;
    let others = likely.iter().map(|likely| likely.scheme);
    for other in others.filter(|other| !sign_alike(other, subject.scheme)) {
        let headers = Headers::find(other, case);
        if found.is_some() || !headers.are_as_they_should() {
            continue;
        }
        let readings = readings(other, &headers);
        let theirs = Subject { case, scheme: other, headers: &headers, readings };
        let mut engine = Engine::new(&theirs, source);
        engine.singles(budget);
        if let Some(best) = engine.best.as_ref().filter(|best| best.codes.len() == 1) {
            let mut causes = proven(&engine, best);
            for repair in causes.iter_mut().filter_map(|cause| cause.repair.as_mut()) {
                repair.scheme.get_or_insert_with(|| other.id().into());
            }
            let repair = causes.first().and_then(|cause| cause.repair.clone());
            causes.insert(0, wrong_scheme(case, other, repair));
            found = Some(causes);
        }
    }
    budget.go_on_with(None);
    found
}

fn wrong_scheme(case: &Case<'_>, other: &Scheme, repair: Option<Repair>) -> Cause {
    let message =
        format!("Under the scheme of {} (`{}`) the signature is right.", other.name(), other.id());
    let place = (Task::Headers, "scheme");
    let mut cause = cause(case, CauseCode::WrongScheme, Certainty::Proven, place, message);
    cause.repair = repair;
    cause
}

/// Not the first secret made the signature. A verifier accepts that.
fn other_secret(case: &Case<'_>, scheme: &Scheme, index: usize) -> Cause {
    let input = format!("secret {}", index + 1);
    let message = format!("Not secret 1 but secret {} makes the signature.", index + 1);
    let place = (Task::Digest, input.as_str());
    let mut cause = cause(case, CauseCode::SecretOther, Certainty::Proven, place, message);
    let secret = case.secrets.get(index).map(|secret| secret.text().to_owned());
    cause.repair = in_time(case, scheme, Repair { secret, ..Repair::default() });
    cause
}
