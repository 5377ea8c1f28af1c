//! One event and its deliveries: to show them, to replay them, and to erase it.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    context::AdminContext, cursor::InboxId, failure::Failure, parameters::Parameters, selection,
    view::Delivery,
};
use crate::{
    inbox::protocol::{Answer, Deliveries, DeliveryRef, EventRef, Outcome},
    log::Line,
    problem::Problem,
    store::DeliveryView,
};

/// The deliveries of an event.
#[derive(Serialize)]
pub(super) struct Shown {
    deliveries: Vec<Delivery>,
}

/// What came of a replay.
#[derive(Serialize)]
pub(super) struct Replayed {
    replayed: u32,
}

/// Shows an event's deliveries, with all of their attempts.
pub(super) async fn show(context: &AdminContext<'_>, name: &str) -> Result<Shown, Failure> {
    let (_, deliveries) = find(context, &Event::parse(context, name)?).await?;
    Ok(Shown { deliveries: deliveries.into_iter().map(Delivery::from).collect() })
}

/// Replays an event's delivery to the destination that is asked for, or all of them.
pub(super) async fn replay(
    context: &AdminContext<'_>,
    name: &str,
    parameters: &Parameters,
) -> Result<Replayed, Failure> {
    let wanted = selection::destination(parameters)?;
    let event = Event::parse(context, name)?;
    let (inbox, deliveries) = find(context, &event).await?;
    let mut replayed = 0;
    let mut refusal = Outcome::NotFound;
    for delivery in deliveries {
        let destination = delivery.place.destination;
        if wanted.is_some_and(|wanted| wanted != destination) {
            continue;
        }
        let question = DeliveryRef { key: event.key.to_owned(), destination };
        let Answer { outcome } = context.ask(&inbox, "/replay", &question).await?;
        if outcome != Outcome::Replayed {
            refusal = outcome;
            continue;
        }
        replayed += 1;
        Line { destination: Some(&question.destination), ..event.line("replayed") }.print();
    }
    if replayed > 0 { Ok(Replayed { replayed }) } else { Err(refused(refusal).into()) }
}

/// Erases an event, wherever it is.
pub(super) async fn erase(context: &AdminContext<'_>, name: &str) -> Result<(), Failure> {
    let event = Event::parse(context, name)?;
    let answers: Vec<(_, Answer)> = everywhere(context, &event, "/erase").await?;
    if !answers.iter().any(|(_, answer)| answer.outcome == Outcome::Erased) {
        return Err(unknown().into());
    }
    event.line("erased").print();
    Ok(())
}

/// An event by its name, which is its source and its dedup key.
struct Event<'a> {
    source: &'a str,
    key: &'a str,
}

impl<'a> Event<'a> {
    fn parse(context: &AdminContext<'_>, name: &'a str) -> Result<Self, Problem> {
        let (source, key) = name.split_once(':').ok_or_else(unknown)?;
        context.config.source(source).map(|_| Self { source, key }).ok_or_else(unknown)
    }

    fn line(&self, outcome: &'a str) -> Line<'a> {
        let (source, id) = (Some(self.source), Some(self.key));
        Line { at: "admin", outcome, source, id, ..Line::default() }
    }
}

/// Finds the inbox of an event, and its deliveries.
async fn find(
    context: &AdminContext<'_>,
    event: &Event<'_>,
) -> Result<(InboxId, Vec<DeliveryView>), Problem> {
    let answers: Vec<(_, Deliveries)> = everywhere(context, event, "/show").await?;
    let found = answers.into_iter().find(|(_, answer)| !answer.deliveries.is_empty());
    found.map(|(inbox, answer)| (inbox, answer.deliveries)).ok_or_else(unknown)
}

/// Asks all inboxes of an event's source: what was accepted stays where it is.
async fn everywhere<T: DeserializeOwned>(
    context: &AdminContext<'_>,
    event: &Event<'_>,
    path: &str,
) -> Result<Vec<(InboxId, T)>, Problem> {
    let inboxes = context.inboxes(Some(event.source))?;
    context.ask_each(inboxes, path, |_| EventRef { key: event.key.to_owned() }).await
}

fn unknown() -> Problem {
    Problem::unknown_event("there is no such event")
}

/// Why no delivery was replayed.
fn refused(outcome: Outcome) -> Problem {
    match outcome {
        Outcome::Erased => Problem::erased("the event's payload is gone"),
        Outcome::UnderWay => Problem::under_way("an attempt is under way"),
        Outcome::Unrouted => Problem::unrouted("no route wants the event"),
        Outcome::Replayed | Outcome::NotFound => {
            Problem::unknown_delivery("the event does not go there")
        }
    }
}
