//! How inboxes are: what each counted, and what waits in it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::view;
use crate::{
    inbox::protocol::{DestinationStatus, InboxStatus},
    metrics::{inbox, ingest::SourceMetrics},
};

/// An inbox, as far as it answered.
#[derive(Debug)]
pub struct Report {
    /// The name of its source.
    pub source: String,
    /// Its number.
    pub shard: u32,
    /// What it answered; none where it did not.
    pub status: Option<InboxStatus>,
}

impl Report {
    /// Adds the configured destinations that an inbox does not know yet: who
    /// counts wants to see the first, so nothing is a number too.
    pub fn with_destinations<'a>(mut self, configured: impl IntoIterator<Item = &'a str>) -> Self {
        if let Some(status) = &mut self.status {
            for name in configured {
                status.destinations.entry(name.to_owned()).or_default();
                status.counters.destinations.entry(name.to_owned()).or_default();
            }
        }
        self
    }
}

/// All of it, for an operator.
#[derive(Debug, Serialize)]
pub struct Stats<'a> {
    version: &'a str,
    inboxes: Vec<Inbox<'a>>,
    rejected: BTreeMap<&'a str, BTreeMap<&'a str, u64>>,
}

#[derive(Debug, Serialize)]
struct Inbox<'a> {
    source: &'a str,
    shard: u32,
    up: bool,
    #[serde(flatten)]
    status: Option<Status<'a>>,
}

#[derive(Debug, Serialize)]
struct Status<'a> {
    rows_written: u64,
    counters: &'a inbox::InboxMetrics,
    destinations: BTreeMap<&'a str, Destination<'a>>,
}

#[derive(Debug, Serialize)]
struct Destination<'a> {
    pending: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_ms: Option<i64>,
    parked: i64,
    under_way: usize,
    breaker: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_since: Option<String>,
}

impl<'a> Stats<'a> {
    /// Puts together what inboxes answered and what this isolate counted.
    pub fn new(version: &'a str, reports: &'a [Report], ingest: &'a [SourceMetrics]) -> Self {
        let rejected = ingest.iter().map(|it| {
            let codes = it.rejected.iter().map(|(code, count)| (*code, *count));
            (it.source.as_str(), codes.collect())
        });
        Self {
            version,
            inboxes: reports.iter().map(Inbox::from).collect(),
            rejected: rejected.collect(),
        }
    }
}

impl<'a> From<&'a Report> for Inbox<'a> {
    fn from(Report { source, shard, status }: &'a Report) -> Self {
        Self {
            source,
            shard: *shard,
            up: status.is_some(),
            status: status.as_ref().map(Status::from),
        }
    }
}

impl<'a> From<&'a InboxStatus> for Status<'a> {
    fn from(InboxStatus { rows_written, counters, destinations }: &'a InboxStatus) -> Self {
        let destinations = destinations.iter().map(|(name, it)| (name.as_str(), it.into()));
        Self { rows_written: *rows_written, counters, destinations: destinations.collect() }
    }
}

impl<'a> From<&'a DestinationStatus> for Destination<'a> {
    fn from(status: &'a DestinationStatus) -> Self {
        Self {
            pending: status.pending,
            oldest_ms: status.oldest_ms,
            parked: status.parked,
            under_way: status.under_way,
            breaker: status.breaker.as_str(),
            open_since: status.open_since.and_then(view::time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::circuit_breaker::BreakerState;

    #[test]
    fn an_inbox_that_is_down_has_nothing_but_that() -> serde_json::Result<()> {
        let mut status = InboxStatus { rows_written: 8, ..InboxStatus::default() };
        let open = DestinationStatus {
            pending: 3,
            oldest_ms: Some(5),
            breaker: BreakerState::Open,
            open_since: Some(0),
            ..DestinationStatus::default()
        };
        status.destinations.insert("crm".to_owned(), open);
        let reports = [
            Report { source: "sales".to_owned(), shard: 1, status: Some(status) },
            Report { source: "sales".to_owned(), shard: 2, status: None },
        ];
        let ingest = [SourceMetrics {
            source: "sales".to_owned(),
            rejected: vec![("signature_mismatch", 2)],
            ..SourceMetrics::default()
        }];
        let expected = concat!(
            r#"{"version":"1.0","inboxes":[{"source":"sales","shard":1,"up":true,"rows_written":8,"#,
            r#""counters":{"accepted":0,"duplicates":0,"destinations":{}},"destinations":{"crm":{"#,
            r#""pending":3,"oldest_ms":5,"parked":0,"under_way":0,"breaker":"open","#,
            r#""open_since":"1970-01-01T00:00:00.000Z"}}},"#,
            r#"{"source":"sales","shard":2,"up":false}],"#,
            r#""rejected":{"sales":{"signature_mismatch":2}}}"#,
        );
        assert_eq!(serde_json::to_string(&Stats::new("1.0", &reports, &ingest))?, expected);
        Ok(())
    }

    #[test]
    fn a_configured_destination_is_there_from_the_first() {
        let status = Some(InboxStatus::default());
        let report = Report { source: "sales".to_owned(), shard: 0, status };
        let status = report.with_destinations(["app"]).status.unwrap_or_default();
        assert_eq!(status.destinations.get("app").map(|it| it.breaker), Some(BreakerState::Closed));
        assert_eq!(status.counters.destinations.get("app").map(|it| it.delivered), Some(0));
    }
}
