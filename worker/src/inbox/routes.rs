//! Answers what operators ask of an inbox, by path. Nobody but the Worker can
//! reach it.

use std::collections::BTreeMap;

use js_sys::futures::JsFuture;
use serde::de::DeserializeOwned;
use worker::{Response, Result};

use super::protocol::{
    Answer, Deliveries, DeliveryRef, DestinationStatus, EventRef, InboxStatus, Outcome,
    ReplayedMany,
};
use crate::{
    clock,
    delivery::InboxState,
    store::{DeliveryState, DeliveryView, Query},
};

/// Answers what is asked, in JSON.
pub(super) async fn answer(state: &InboxState, path: &str, question: &[u8]) -> Result<Response> {
    match path {
        "/stats" => Response::from_json(&state.status()?),
        "/list" => match read::<Query>(question) {
            Ok(query) => Response::from_json(&state.store.list(&query)?),
            Err(refusal) => refusal,
        },
        "/show" => match read::<EventRef>(question) {
            Ok(event) => {
                Response::from_json(&Deliveries { deliveries: state.store.show(&event.key)? })
            }
            Err(refusal) => refusal,
        },
        "/replay" => match read::<DeliveryRef>(question) {
            Ok(delivery) => Response::from_json(&state.replay(&delivery).await?),
            Err(refusal) => refusal,
        },
        "/replay-many" => match read::<Query>(question) {
            Ok(query) => Response::from_json(&state.replay_many(query).await?),
            Err(refusal) => refusal,
        },
        "/erase" => match read::<EventRef>(question) {
            Ok(event) => Response::from_json(&state.erase(&event.key).await?),
            Err(refusal) => refusal,
        },
        _ => Response::error("there is nothing here", 404),
    }
}

impl InboxState {
    async fn replay(&self, wanted: &DeliveryRef) -> Result<Answer> {
        let deliveries = self.store.show(&wanted.key)?;
        let delivery = deliveries.iter().find(|it| it.place.destination == wanted.destination);
        let outcome = match delivery {
            Some(delivery) => self.replay_found(delivery)?,
            None => Outcome::NotFound,
        };
        self.wake_up().await?;
        Ok(Answer { outcome })
    }

    async fn replay_many(&self, mut query: Query) -> Result<ReplayedMany> {
        query.state.get_or_insert_with(|| DeliveryState::Parked.as_str().to_owned());
        let page = self.store.list(&query)?;
        let mut replayed = 0;
        for delivery in &page.deliveries {
            replayed += u32::from(self.replay_found(delivery)? == Outcome::Replayed);
        }
        self.wake_up().await?;
        Ok(ReplayedMany { replayed, next: page.next })
    }

    fn replay_found(&self, delivery: &DeliveryView) -> Result<Outcome> {
        let place = &delivery.place;
        if delivery.state == DeliveryState::Unrouted.as_str() {
            return Ok(Outcome::Unrouted);
        }
        if delivery.is_erased {
            return Ok(Outcome::Erased);
        }
        if self.dispatcher.borrow().is_in_flight(&place.destination, &place.key) {
            return Ok(Outcome::UnderWay);
        }
        self.store.replay(place, clock::now())?;
        Ok(Outcome::Replayed)
    }

    async fn wake_up(&self) -> Result<()> {
        self.next_wakeup.invalidate();
        match self.wake(clock::now())? {
            Some(alarm) => Ok(JsFuture::from(alarm).await.map(drop)?),
            None => Ok(()),
        }
    }

    async fn erase(&self, key: &str) -> Result<Answer> {
        let outcome = match self.store.show(key)?.first() {
            None => Outcome::NotFound,
            Some(delivery) => {
                self.store.overwrite(key)?;
                self.storage.sync().await?;
                let now = clock::now();
                self.store.erase(key, delivery.place.received_at, now, self.retention()?)?;
                self.next_wakeup.invalidate();
                Outcome::Erased
            }
        };
        Ok(Answer { outcome })
    }

    /// The counters, and what waits. Counts of what waits end at a limit.
    fn status(&self) -> Result<InboxStatus> {
        self.restore()?;
        let now = clock::now();
        let mut destinations: BTreeMap<String, DestinationStatus> = BTreeMap::new();
        for head in self.store.queue_heads()? {
            let backlog = self.store.backlog(&head.destination)?;
            let status = destinations.entry(head.destination).or_default();
            status.pending = backlog.count;
            status.oldest_ms = backlog.oldest.map(|at| now.saturating_sub(at));
        }
        for (destination, count) in self.store.parked()? {
            destinations.entry(destination).or_default().parked = count;
        }
        let dispatcher = self.dispatcher.borrow();
        for (destination, breaker, open_since) in dispatcher.breakers() {
            let status = destinations.entry(destination.to_owned()).or_default();
            status.breaker = breaker;
            status.open_since = open_since;
        }
        for (destination, status) in &mut destinations {
            status.under_way = dispatcher.in_flight(destination);
        }
        Ok(InboxStatus {
            rows_written: self.store.rows_written(),
            counters: self.metrics.borrow().clone(),
            destinations,
        })
    }
}

/// Reads what is asked; where it is not understood, the answer that says so.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Result<Response>> {
    serde_json::from_slice(body).map_err(|error| Response::error(error.to_string(), 400))
}
