//! One JSON line per outcome. Never a secret, a signature or a body.

use serde::Serialize;
use worker::{Error, console_log};

use crate::metrics::analytics::{self, DataPoint};

/// A line of the log: the outcome of a request or of an attempt.
#[derive(Default, Serialize)]
pub(crate) struct Line<'a> {
    /// `inbound`, `delivery`, `breaker`, `admin` or `configuration`.
    pub(crate) at: &'static str,
    pub(crate) outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) probe: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// How many milliseconds it took. The runtime's clock stands still between I/O.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ms: Option<i64>,
    /// How many deliveries were replayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<u32>,
}

impl Line<'_> {
    pub(crate) fn print(&self) {
        if let Ok(json) = serde_json::to_string(self) {
            console_log!("{json}");
        }
        analytics::write(&DataPoint {
            index: self.source.or(self.destination).unwrap_or(self.at),
            blobs: [
                Some(self.at),
                Some(self.outcome),
                self.source,
                self.destination,
                self.kind,
                self.code,
                self.id,
            ],
            doubles: [self.ms, self.status.map(i64::from), self.attempt.map(i64::from)],
        });
    }
}

/// Logs that deliveries stopped for a reason that is no destination's.
pub(crate) fn interrupted(error: &Error) {
    Line {
        at: "delivery",
        outcome: "interrupted",
        detail: Some(&error.to_string()),
        ..Line::default()
    }
    .print();
}
