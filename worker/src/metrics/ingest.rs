//! What the Worker counts of the webhooks that it answers, in memory. What is rejected
//! reaches no inbox.
//!
//! The counters are an isolate's own, since it began. On self-hosted workerd that is the
//! process; on Cloudflare there are many isolates.

use std::cell::RefCell;

use super::inbox::Histogram;

/// What was counted of a source.
#[derive(Clone, Debug, Default)]
pub struct SourceMetrics {
    /// Its name; empty for what was sent to no source.
    pub source: String,
    /// How many requests were not accepted, by code.
    pub rejected: Vec<(&'static str, u64)>,
    /// How long the answers took.
    pub answers: Histogram,
}

thread_local! {
    /// A handful: a search through them is quick.
    static SOURCES: RefCell<Vec<SourceMetrics>> = const { RefCell::new(Vec::new()) };
}

/// Counts an answer by how long it took and why the request was rejected, as far as
/// either is known. The source is empty where there is none of the name: names that
/// anybody can make up would fill the memory.
pub fn count(source: &str, ms: Option<i64>, code: Option<&'static str>) {
    SOURCES.with_borrow_mut(|sources| {
        let metrics = match sources.iter_mut().position(|it| it.source == source) {
            Some(index) => sources.get_mut(index),
            None => {
                sources
                    .push(SourceMetrics { source: source.to_owned(), ..SourceMetrics::default() });
                sources.last_mut()
            }
        };
        let Some(metrics) = metrics else { return };
        if let Some(ms) = ms {
            metrics.answers.add(ms);
        }
        let Some(code) = code else { return };
        match metrics.rejected.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => metrics.rejected.push((code, 1)),
        }
    });
}

/// What was counted so far, by source.
pub fn snapshot() -> Vec<SourceMetrics> {
    SOURCES.with_borrow(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_source_and_code() {
        count("a", Some(7), None);
        count("", None, Some("unknown_source"));
        count("a", Some(300), Some("signature_mismatch"));
        count("a", None, Some("signature_mismatch"));
        count("a", None, Some("missing_header"));
        let counted = snapshot().into_iter().map(|it| (it.source, it.rejected, it.answers));
        let of = |buckets, sum_ms| Histogram { buckets, sum_ms };
        let expected = [
            (
                "a".to_owned(),
                vec![("signature_mismatch", 2), ("missing_header", 1)],
                of([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 307),
            ),
            (String::new(), vec![("unknown_source", 1)], of([0; 13], 0)),
        ];
        assert_eq!(counted.collect::<Vec<_>>(), expected);
    }
}
