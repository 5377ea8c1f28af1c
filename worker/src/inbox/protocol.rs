//! What operators ask of an inbox, and what it answers: JSON, posted.
//!
//! | path | asked with | answer |
//! |---|---|---|
//! | `/stats` | | [`InboxStatus`] |
//! | `/list` | a [`Query`](crate::store::Query) | a [`Page`](crate::store::Page) |
//! | `/show` | an [`EventRef`] | its [`Deliveries`], with all of their attempts |
//! | `/replay` | a [`DeliveryRef`] | an [`Answer`] |
//! | `/replay-many` | a query; of parked ones, if it has no state | [`ReplayedMany`] |
//! | `/erase` | an [`EventRef`] | an [`Answer`] |

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    delivery::circuit_breaker::BreakerState,
    metrics::inbox::InboxMetrics,
    store::{Cursor, DeliveryView},
};

/// An event.
#[derive(Debug, Deserialize, Serialize)]
pub struct EventRef {
    /// Its dedup key.
    pub key: String,
}

/// A delivery.
#[derive(Debug, Deserialize, Serialize)]
pub struct DeliveryRef {
    /// Its event's dedup key.
    pub key: String,
    /// The name of its destination.
    pub destination: String,
}

/// The deliveries of an event.
#[derive(Debug, Deserialize, Serialize)]
pub struct Deliveries {
    /// None where there is no such event.
    pub deliveries: Vec<DeliveryView>,
}

/// The answer to a command about one event or delivery.
#[derive(Debug, Deserialize, Serialize)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The delivery is pending.
    Replayed,
    /// The payload is gone.
    Erased,
    /// An attempt is under way.
    UnderWay,
    /// No destination wants the event.
    Unrouted,
    /// There is no such event or delivery.
    NotFound,
}

/// What came of a replay by query.
#[derive(Debug, Deserialize, Serialize)]
pub struct ReplayedMany {
    /// How many deliveries are pending now.
    pub replayed: u32,
    /// Where the next batch begins; none after the last.
    pub next: Option<Cursor>,
}

/// The counters of an inbox, and what waits in it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct InboxStatus {
    /// Rows that were written since the instance began, alarms among them.
    pub rows_written: u64,
    /// What was counted since the instance began.
    pub counters: InboxMetrics,
    /// The destinations that something waits for, or that are known to be up or down.
    pub destinations: BTreeMap<String, DestinationStatus>,
}

/// What waits for a destination. Counts end at a limit.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct DestinationStatus {
    /// Deliveries that are due, now or later.
    pub pending: i64,
    /// Milliseconds since the arrival of the oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_ms: Option<i64>,
    /// Deliveries that are parked.
    pub parked: i64,
    /// Attempts that have not ended.
    pub under_way: usize,
    /// The state of the circuit breaker.
    pub breaker: BreakerState,
    /// When it opened, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_since: Option<i64>,
}
