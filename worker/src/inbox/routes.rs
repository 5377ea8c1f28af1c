//! What the Worker may ask of an inbox, beside to accept an event. Nobody else
//! can reach it.
//!
//! | path | asked with | answer |
//! |---|---|---|
//! | `/stats` | | counts, breakers, what waits |
//! | `/list` | a query | a page of deliveries |
//! | `/show` | `{key}` | the deliveries of an event, with their attempts |
//! | `/replay` | `{key, destination}` | `{outcome}` |
//! | `/replay-many` | a query | `{replayed, next}`; parked ones, if no state is asked for |
//! | `/erase` | `{key}` | `{outcome}` |

use std::collections::BTreeMap;

use js_sys::futures::JsFuture;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use worker::{Request, Response, Result};

use super::object::Inbox;
use crate::{
    clock,
    delivery::circuit_breaker::Phase,
    store::{DeliveryState, Found, Query},
};

#[derive(Deserialize)]
struct OfEvent {
    key: String,
}

#[derive(Deserialize)]
struct OfDelivery {
    key: String,
    destination: String,
}

/// What came of a wish.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It is pending.
    Replayed,
    /// The payload is gone.
    Erased,
    /// An attempt is under way.
    UnderWay,
    /// No destination wants it.
    Unrouted,
    NotFound,
}

/// How a destination stands.
#[derive(Default, Serialize)]
struct Standing {
    pending: i64,
    /// Milliseconds since the arrival of the oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_ms: Option<i64>,
    parked: i64,
    under_way: usize,
    breaker: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_since: Option<i64>,
}

impl Inbox {
    /// Answers what is asked, in JSON.
    pub(super) async fn answer(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        let body = request.bytes().await?;
        let answer = match path.as_str() {
            "/stats" => self.stand(),
            "/list" => match read::<Query>(&body) {
                Ok(query) => Ok(serde_json::to_value(self.store.list(&query)?)?),
                Err(refusal) => return refusal,
            },
            "/show" => match read::<OfEvent>(&body) {
                Ok(OfEvent { key }) => Ok(json!({ "deliveries": self.store.show(&key)? })),
                Err(refusal) => return refusal,
            },
            "/replay" => match read::<OfDelivery>(&body) {
                Ok(delivery) => self.replay(&delivery).await,
                Err(refusal) => return refusal,
            },
            "/replay-many" => match read::<Query>(&body) {
                Ok(query) => self.replay_many(query).await,
                Err(refusal) => return refusal,
            },
            "/erase" => match read::<OfEvent>(&body) {
                Ok(event) => self.erase(&event.key).await,
                Err(refusal) => return refusal,
            },
            _ => return Response::error("there is nothing here", 404),
        };
        Response::from_json(&answer?)
    }

    async fn replay(&self, wanted: &OfDelivery) -> Result<Value> {
        let deliveries = self.store.show(&wanted.key)?;
        let delivery = deliveries.iter().find(|it| it.place.destination == wanted.destination);
        let outcome = match delivery {
            Some(delivery) => self.replay_found(delivery)?,
            None => Outcome::NotFound,
        };
        self.wake_up().await?;
        Ok(json!({ "outcome": outcome }))
    }

    async fn replay_many(&self, mut query: Query) -> Result<Value> {
        query.state.get_or_insert_with(|| DeliveryState::Parked.as_str().to_owned());
        let page = self.store.list(&query)?;
        let mut replayed = 0;
        for delivery in &page.deliveries {
            replayed += u32::from(self.replay_found(delivery)? == Outcome::Replayed);
        }
        self.wake_up().await?;
        Ok(json!({ "replayed": replayed, "next": page.next }))
    }

    fn replay_found(&self, delivery: &Found) -> Result<Outcome> {
        let place = &delivery.place;
        if delivery.state == DeliveryState::Unrouted.as_str() {
            return Ok(Outcome::Unrouted);
        }
        if delivery.is_erased {
            return Ok(Outcome::Erased);
        }
        if self.traffic.borrow().is_under_way(&place.destination, &place.key) {
            return Ok(Outcome::UnderWay);
        }
        self.store.replay(place, clock::now())?;
        Ok(Outcome::Replayed)
    }

    async fn wake_up(&self) -> Result<()> {
        self.horizon.forget();
        match self.wake(clock::now())? {
            Some(alarm) => Ok(JsFuture::from(alarm).await.map(drop)?),
            None => Ok(()),
        }
    }

    async fn erase(&self, key: &str) -> Result<Value> {
        let outcome = match self.store.show(key)?.first() {
            None => Outcome::NotFound,
            Some(delivery) => {
                self.store.overwrite(key)?;
                self.store.storage().sync().await?;
                let now = clock::now();
                self.store.erase(key, delivery.place.received_at, now, self.retention()?)?;
                self.horizon.forget();
                Outcome::Erased
            }
        };
        Ok(json!({ "outcome": outcome }))
    }

    /// How everything stands. Counts of what waits end at a limit.
    fn stand(&self) -> Result<Value> {
        self.restore()?;
        let now = clock::now();
        let mut standings: BTreeMap<String, Standing> = BTreeMap::new();
        for head in self.store.heads()? {
            let waiting = self.store.waiting(&head.destination)?;
            let standing = standings.entry(head.destination).or_default();
            standing.pending = waiting.count;
            standing.oldest_ms = waiting.oldest.map(|at| now.saturating_sub(at));
        }
        for (destination, count) in self.store.parked()? {
            standings.entry(destination).or_default().parked = count;
        }
        let traffic = self.traffic.borrow();
        for (destination, phase, open_since) in traffic.breakers() {
            let standing = standings.entry(destination.to_owned()).or_default();
            standing.breaker = phase.as_str();
            standing.open_since = open_since;
        }
        for (destination, standing) in &mut standings {
            standing.under_way = traffic.under_way(destination);
            if standing.breaker.is_empty() {
                standing.breaker = Phase::Closed.as_str();
            }
        }
        Ok(json!({
            "rows_written": self.store.rows_written(),
            "counters": &*self.stats.borrow(),
            "destinations": standings,
        }))
    }
}

/// Reads what is asked; where it is not understood, the answer that says so.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Result<Response>> {
    serde_json::from_slice(body).map_err(|error| Response::error(error.to_string(), 400))
}
