//! What the Worker counts before an inbox is asked, in memory. What is rejected
//! reaches no inbox, so nothing else could count it.
//!
//! These numbers are an isolate's own, since it began. On self-hosted workerd
//! that is the process; on Cloudflare there are many, and each has its own.

use std::cell::RefCell;

use serde::Serialize;

use super::inbox::Histogram;

/// Of a source.
#[derive(Default, Serialize)]
struct Tally {
    source: String,
    /// Requests that were not accepted, by code.
    rejected: Vec<(&'static str, u64)>,
    /// How long answers took.
    answers: Histogram,
}

thread_local! {
    /// A handful, so to look through them is quick.
    static TALLIES: RefCell<Vec<Tally>> = const { RefCell::new(Vec::new()) };
}

/// Counts an answer: how long it took, where that is known, and why the request
/// was rejected, where it was. The name of the source is empty where there is no
/// such source: names that anybody can make up would fill the memory.
pub fn count(source: &str, ms: Option<i64>, code: Option<&'static str>) {
    TALLIES.with_borrow_mut(|tallies| {
        let tally = match tallies.iter_mut().position(|it| it.source == source) {
            Some(index) => tallies.get_mut(index),
            None => {
                tallies.push(Tally { source: source.to_owned(), ..Tally::default() });
                tallies.last_mut()
            }
        };
        let Some(tally) = tally else { return };
        if let Some(ms) = ms {
            tally.answers.add(ms);
        }
        let Some(code) = code else { return };
        match tally.rejected.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => tally.rejected.push((code, 1)),
        }
    });
}

/// What was counted so far, as JSON.
pub fn read() -> String {
    TALLIES.with_borrow(|tallies| serde_json::to_string(tallies).unwrap_or_default())
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
        let none = "[0,0,0,0,0,0,0,0,0,0,0,0,0]";
        let expected = format!(
            "[{{\"source\":\"a\",\"rejected\":[[\"signature_mismatch\",2],[\"missing_header\",1]],\
             \"answers\":{{\"buckets\":[0,1,0,0,0,0,1,0,0,0,0,0,0],\"sum_ms\":307}}}},\
             {{\"source\":\"\",\"rejected\":[[\"unknown_source\",1]],\
             \"answers\":{{\"buckets\":{none},\"sum_ms\":0}}}}]"
        );
        assert_eq!(read(), expected);
    }
}
