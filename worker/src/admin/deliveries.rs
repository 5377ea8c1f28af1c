//! Deliveries by selection: to list them, and to replay them.

use serde::Serialize;

use super::{
    context::AdminContext,
    cursor::{Kind, Place},
    failure::Failure,
    page,
    parameters::Parameters,
    selection,
    view::Delivery,
};
use crate::{inbox::protocol::ReplayedMany, log::Line, problem::Problem, store::Query};

/// The least that each inbox is asked for: it seldom has its share of a page exactly.
const MIN_SHARE: u32 = 20;

/// How often a batch of a replay asks inboxes.
const MAX_CALLS: usize = 32;

/// A page of deliveries, the newest first.
#[derive(Serialize)]
pub(super) struct Listed {
    deliveries: Vec<Delivery>,
    next: Option<String>,
}

/// What came of a batch.
#[derive(Serialize)]
pub(super) struct Replayed {
    replayed: u32,
    next: Option<String>,
}

/// Lists deliveries of all inboxes, or of a source's.
pub(super) async fn list(
    context: &AdminContext<'_>,
    parameters: &Parameters,
) -> Result<Listed, Failure> {
    let (query, limit) = selection::read(parameters)?;
    let last = cursor(parameters, Kind::Listed)?;
    let inboxes = context.inboxes(parameters.get("source"))?;
    // Twice its share of the page: more would mostly be for nothing.
    let count = u32::try_from(inboxes.len()).unwrap_or(u32::MAX).max(1);
    let share = (2 * limit).div_ceil(count).max(MIN_SHARE).min(limit);
    let parts = context.ask_each(inboxes, "/list", |inbox| Query {
        limit: Some(share),
        cursor: last.as_ref().and_then(|last| page::resume(inbox, last)),
        ..query.clone()
    });
    let (page, end) = page::merge(parts.await?, limit.try_into().unwrap_or(usize::MAX));
    Ok(Listed {
        deliveries: page.into_iter().map(Delivery::from).collect(),
        next: end.map(|end| end.write(Kind::Listed)).transpose()?,
    })
}

/// Replays a batch of deliveries: one inbox after another, so that each batch
/// knows where the next one begins.
pub(super) async fn replay(
    context: &AdminContext<'_>,
    parameters: &Parameters,
) -> Result<Replayed, Failure> {
    let (query, limit) = selection::read(parameters)?;
    let source = parameters.get("source");
    let inboxes = context.inboxes(source)?;
    let begin = cursor(parameters, Kind::Replayed)?;
    let mut position = begin.as_ref().and_then(|place| place.position.clone());
    // An inbox that is no longer configured is followed by none.
    let is_begin = |inbox: &_| begin.as_ref().is_none_or(|place| place.inbox == *inbox);
    let mut left = inboxes.into_iter().skip_while(|inbox| !is_begin(inbox)).peekable();

    let mut replayed = 0;
    for _ in 0..MAX_CALLS {
        let Some(inbox) = left.peek().filter(|_| replayed < limit) else { break };
        let query =
            Query { limit: Some(limit - replayed), cursor: position.clone(), ..query.clone() };
        let answer: ReplayedMany = match context.ask(inbox, "/replay-many", &query).await {
            Ok(answer) => answer,
            // What was replayed is said; the next batch begins here.
            Err(_) if replayed > 0 => break,
            Err(problem) => return Err(problem.into()),
        };
        replayed += answer.replayed;
        position = answer.next;
        if position.is_none() {
            left.next();
        }
    }
    let next = left.next().map(|inbox| Place { inbox, position }.write(Kind::Replayed));
    let count = Some(replayed);
    Line { at: "admin", outcome: "replayed", source, count, ..Line::default() }.print();
    Ok(Replayed { replayed, next: next.transpose()? })
}

fn cursor(parameters: &Parameters, kind: Kind) -> Result<Option<Place>, Problem> {
    parameters.get("cursor").map(|text| Place::read(kind, text)).transpose()
}
