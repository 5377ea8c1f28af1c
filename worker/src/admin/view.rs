//! Deliveries as the admin API shows them: with times to read, and under the
//! event's name.

use countersign::Timestamp;
use serde::Serialize;

use crate::store::{AttemptLog, Cursor, DeliveryView};

/// The years 0 to 9999, which are those that RFC 3339 can write.
const WRITABLE_MS: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

/// A delivery.
#[derive(Debug, Serialize)]
pub struct Delivery {
    event: String,
    source: String,
    id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    time: Option<String>,
    tenant: Option<String>,
    received_at: Option<String>,
    erased: bool,
    destination: Option<String>,
    state: String,
    attempts: i64,
    due_at: Option<String>,
    ended_at: Option<String>,
    log: Vec<Attempt>,
}

/// An attempt.
#[derive(Debug, Serialize)]
struct Attempt {
    at: Option<String>,
    ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    probe: bool,
}

impl From<DeliveryView> for Delivery {
    fn from(delivery: DeliveryView) -> Self {
        let Cursor { received_at, key, destination } = delivery.place;
        Self {
            event: format!("{}:{key}", delivery.source),
            source: delivery.source,
            id: delivery.id,
            kind: delivery.kind,
            time: delivery.time.and_then(time),
            tenant: delivery.tenant,
            received_at: time(received_at),
            erased: delivery.is_erased,
            destination: Some(destination).filter(|name| !name.is_empty()),
            state: delivery.state,
            attempts: delivery.attempts,
            due_at: delivery.due_at.and_then(time),
            ended_at: delivery.ended_at.and_then(time),
            log: delivery.log.into_iter().map(Attempt::from).collect(),
        }
    }
}

impl From<AttemptLog> for Attempt {
    fn from(AttemptLog { at, ms, status, error, retry_after, probe }: AttemptLog) -> Self {
        Self { at: time(at), ms, status, error, retry_after, probe }
    }
}

/// Writes a time, given in milliseconds since the Unix epoch; `None` where it is
/// beyond what can be written.
pub fn time(millis: i64) -> Option<String> {
    WRITABLE_MS.contains(&millis).then(|| Timestamp::from_millis(millis).to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_shown_with_times_and_nulls() -> serde_json::Result<()> {
        let delivery = DeliveryView {
            place: Cursor {
                received_at: 1_776_000_731_042,
                key: "evt:7".to_owned(),
                ..Cursor::default()
            },
            source: "sales".to_owned(),
            id: "evt_7".to_owned(),
            kind: Some("lead.created".to_owned()),
            time: Some(i64::MAX),
            state: "unrouted".to_owned(),
            log: vec![AttemptLog { at: 0, ms: 13, status: Some(422), ..AttemptLog::default() }],
            ..DeliveryView::default()
        };
        let expected = concat!(
            r#"{"event":"sales:evt:7","source":"sales","id":"evt_7","type":"lead.created","#,
            r#""time":null,"tenant":null,"received_at":"2026-04-12T13:32:11.042Z","erased":false,"#,
            r#""destination":null,"state":"unrouted","attempts":0,"due_at":null,"ended_at":null,"#,
            r#""log":[{"at":"1970-01-01T00:00:00.000Z","ms":13,"status":422}]}"#,
        );
        assert_eq!(serde_json::to_string(&Delivery::from(delivery))?, expected);
        Ok(())
    }
}
