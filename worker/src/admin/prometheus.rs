//! Metrics in the text format of Prometheus, version 0.0.4.
//!
//! Each inbox has time series of its own: it may begin anew while the others go
//! on, and a sum of counters of which one falls cannot be told from a restart.

use std::{collections::BTreeMap, fmt::Display};

use super::stats::Report;
use crate::{
    delivery::circuit_breaker::BreakerState,
    inbox::protocol::{DestinationStatus, InboxStatus},
    metrics::{
        inbox::{BOUNDS_MS, DestinationMetrics, Histogram},
        ingest::SourceMetrics,
    },
};

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

const OF_ISOLATE: &str =
    "Counted in this isolate's memory since it began, which on self-hosted workerd is the process";

/// A name and a value. Nothing has to be escaped: values are names of the
/// configuration, codes and numbers.
type Label<'a> = (&'a str, &'a dyn Display);

/// All metrics. An inbox that does not answer is missing but for that.
pub fn text(version: &str, reports: &[Report], ingest: &[SourceMetrics]) -> String {
    let mut text = Text::default();

    text.family("build_info", "gauge", "The version that runs");
    text.sample("", &[("version", &version)], 1);

    let help = format!(
        "Requests answered with an error, by its code; the source is empty where there is none of \
         that name. {OF_ISOLATE}"
    );
    text.family("requests_rejected_total", "counter", &help);
    for SourceMetrics { source, rejected, .. } in ingest {
        for (code, count) in rejected {
            text.sample("", &[("source", source), ("code", code)], count);
        }
    }
    let help = format!("How long webhooks took to be answered. {OF_ISOLATE}");
    text.family("request_duration_seconds", "histogram", &help);
    for SourceMetrics { source, answers, .. } in ingest.iter().filter(|it| !it.source.is_empty()) {
        text.histogram(&[("source", source)], answers);
    }

    text.family("inbox_up", "gauge", "Whether the inbox answered");
    for Report { source, shard, status } in reports {
        let labels: &[Label<'_>] = &[("source", source), ("shard", shard)];
        text.sample("", labels, u8::from(status.is_some()));
    }
    of_inboxes(&mut text, reports);
    of_queues(&mut text, reports);
    of_attempts(&mut text, reports);
    text.0
}

/// What each inbox counted.
fn of_inboxes(text: &mut Text, reports: &[Report]) {
    let mut family = |name, help, value: fn(&InboxStatus) -> u64| {
        text.family(name, "counter", help);
        for Report { source, shard, status } in reports {
            let Some(status) = status else { continue };
            text.sample("", &[("source", source), ("shard", shard)], value(status));
        }
    };
    let help = "Events that were new, since the inbox began";
    family("events_accepted_total", help, |it| it.counters.accepted);
    let help = "Events that were there already, since the inbox began";
    family("events_duplicate_total", help, |it| it.counters.duplicates);
    let help = "Rows written, index rows and alarms included, since the inbox began";
    family("rows_written_total", help, |it| it.rows_written);
}

/// What waits for each destination.
fn of_queues(text: &mut Text, reports: &[Report]) {
    let each = |write: &mut dyn FnMut(&[Label<'_>; 3], &DestinationStatus)| {
        for_each(reports, |status| &status.destinations, write);
    };
    text.family("deliveries_pending", "gauge", "Deliveries that are due, now or later");
    each(&mut |labels, it| text.sample("", labels, it.pending));
    let help = "Deliveries that no attempt is made at by itself";
    text.family("deliveries_parked", "gauge", help);
    each(&mut |labels, it| text.sample("", labels, it.parked));
    text.family("attempts_under_way", "gauge", "Attempts that have not ended");
    each(&mut |labels, it| text.sample("", labels, it.under_way));
    let help = "How long the oldest pending delivery has waited; 0 where there is none";
    text.family("oldest_pending_seconds", "gauge", help);
    each(&mut |labels, it| text.sample("", labels, seconds(it.oldest_ms.unwrap_or_default())));
    let help = "1 for the state that the breaker is in, else 0";
    text.family("breaker_state", "gauge", help);
    each(&mut |[source, shard, destination], it| {
        for phase in [BreakerState::Closed, BreakerState::HalfOpen, BreakerState::Open] {
            let labels = [*source, *shard, *destination, ("state", &phase.as_str())];
            text.sample("", &labels, u8::from(it.breaker == phase));
        }
    });
}

/// What became of attempts at each destination.
fn of_attempts(text: &mut Text, reports: &[Report]) {
    let each = |write: &mut dyn FnMut(&[Label<'_>; 3], &DestinationMetrics)| {
        for_each(reports, |status| &status.counters.destinations, write);
    };
    let help = "Attempts by what they left the delivery as, since the inbox began";
    text.family("attempts_total", "counter", help);
    each(&mut |[source, shard, destination], it| {
        let counts = [("delivered", it.delivered), ("retried", it.retried), ("parked", it.parked)];
        for (outcome, count) in counts {
            text.sample("", &[*source, *shard, *destination, ("outcome", &outcome)], count);
        }
    });
    let help = "Attempts of these that were made to see whether the destination is up again";
    text.family("probes_total", "counter", help);
    each(&mut |labels, it| text.sample("", labels, it.probes));
    let help = "How long attempts took, since the inbox began";
    text.family("attempt_duration_seconds", "histogram", help);
    each(&mut |labels, it| text.histogram(labels, &it.latency));
}

/// Calls `write` for each destination of each inbox that answered.
fn for_each<T>(
    reports: &[Report],
    destinations: impl Fn(&InboxStatus) -> &BTreeMap<String, T>,
    write: &mut dyn FnMut(&[Label<'_>; 3], &T),
) {
    for Report { source, shard, status } in reports {
        for (name, value) in status.iter().flat_map(&destinations) {
            write(&[("source", source), ("shard", shard), ("destination", name)], value);
        }
    }
}

fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// The text in the making.
#[derive(Default)]
struct Text(String, &'static str);

impl Text {
    /// Begins a family; the samples that follow are of it.
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.1 = name;
        self.0.push_str(&format!(
            "# HELP countersign_{name} {help}.\n# TYPE countersign_{name} {kind}\n"
        ));
    }

    fn sample(&mut self, suffix: &str, labels: &[Label<'_>], value: impl Display) {
        let labels: Vec<_> =
            labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let (name, labels) = (self.1, labels.join(","));
        self.0.push_str(&format!("countersign_{name}{suffix}{{{labels}}} {value}\n"));
    }

    /// The samples of a histogram, which hold each bucket together with those before it.
    fn histogram(&mut self, labels: &[Label<'_>], histogram: &Histogram) {
        let bounds = BOUNDS_MS.iter().map(|bound| seconds(*bound).to_string());
        let mut count = 0;
        for (bucket, bound) in histogram.buckets.iter().zip(bounds.chain(["+Inf".to_owned()])) {
            count += bucket;
            self.sample("_bucket", &[labels, &[("le", &bound)]].concat(), count);
        }
        self.sample("_sum", labels, seconds(histogram.sum_ms));
        self.sample("_count", labels, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::inbox::InboxMetrics;

    #[test]
    fn the_text_is_as_prometheus_reads_it() {
        let app = DestinationStatus {
            pending: 2,
            oldest_ms: Some(1500),
            parked: 1,
            under_way: 1,
            breaker: BreakerState::HalfOpen,
            open_since: Some(1_776_000_731_042),
        };
        let attempts = DestinationMetrics {
            delivered: 1,
            retried: 2,
            parked: 1,
            probes: 1,
            latency: Histogram { buckets: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], sum_ms: 30_042 },
        };
        let status = InboxStatus {
            rows_written: 17,
            counters: InboxMetrics {
                accepted: 3,
                duplicates: 1,
                destinations: [("app".to_owned(), attempts)].into(),
            },
            destinations: [("app".to_owned(), app)].into(),
        };
        let report = |shard, status| {
            Report { source: "sales".to_owned(), shard, status }.with_destinations(["app", "crm"])
        };
        let reports = [report(0, Some(status)), report(1, None)];
        let answers = Histogram { buckets: [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], sum_ms: 307 };
        let of = |source: &str, code, count, answers| SourceMetrics {
            source: source.to_owned(),
            rejected: vec![(code, count)],
            answers,
        };
        let ingest = [
            of("sales", "signature_mismatch", 2, answers),
            of("", "unknown_source", 1, Histogram::default()),
        ];
        assert_eq!(text("1.2.3", &reports, &ingest), include_str!("prometheus_sample.txt"));
    }
}
