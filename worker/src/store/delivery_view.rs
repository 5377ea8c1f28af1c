//! Deliveries as operators see them, and how an inbox is asked for them. Never
//! a header or a body.

use serde::{Deserialize, Serialize};

/// Which deliveries; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    /// The name of their destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The state that they are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The types of their events, as routes have them: `lead.created`, `lead.*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// The earliest arrival of their events, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// The latest arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// How many there may be on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The position of a delivery among those of its inbox. The later it is, the
/// greater.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Cursor {
    /// When its event arrived, in milliseconds since the Unix epoch.
    pub received_at: i64,
    /// Its event's dedup key.
    pub key: String,
    /// The name of its destination; empty where no route wants the event.
    pub destination: String,
}

/// Some of the deliveries that were asked for. It may be fewer than could be,
/// or none, and still not be the last.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Page {
    /// The newest first.
    pub deliveries: Vec<DeliveryView>,
    /// Where the next page begins; none after the last.
    pub next: Option<Cursor>,
}

/// A delivery, with what is said of its event. Times are in milliseconds since
/// the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct DeliveryView {
    /// Where it stands among the others.
    #[serde(flatten)]
    pub place: Cursor,
    /// The name of the event's source.
    pub source: String,
    /// The provider's id of the event.
    pub id: String,
    /// The event's type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// When the event happened.
    pub time: Option<i64>,
    /// Whose the event is.
    pub tenant: Option<String>,
    /// `pending`, `sending`, `delivered`, `parked`, `unrouted` or `cancelled`.
    pub state: String,
    /// How many attempts were begun.
    pub attempts: i64,
    /// When the next attempt is due.
    pub due_at: Option<i64>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Whether its payload is gone: it cannot be sent again.
    pub is_erased: bool,
    /// Its attempts, the latest of them alone where it is one of a page.
    pub log: Vec<AttemptLog>,
}

/// An attempt, as a delivery's log keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct AttemptLog {
    /// When it began, in milliseconds since the Unix epoch.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// What the destination answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why it did not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How many seconds the destination asked to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Whether it was made to see whether the destination is up again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub probe: bool,
}
