//! What an attempt's end means for the delivery.

use std::time::{Duration, SystemTime};

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The destination answered.
    Answered {
        /// With this HTTP status.
        status: u16,
        /// And this `Retry-After`.
        retry_after: Option<String>,
    },
    /// There was no request: what was to be sent could not be made.
    Unmade {
        /// Why, in words.
        error: String,
    },
    /// There was no answer: no connection, a timeout, a broken one.
    Failed {
        /// Why, in words.
        error: String,
    },
}

/// What becomes of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Delivered,
    /// It is tried again, not before this long from now.
    Retry {
        /// What the destination asked for.
        not_before: Duration,
    },
    /// It is kept, and not tried again by itself: the destination refuses it.
    Park,
}

/// Whether an answer can have this status. A destination may write any three
/// digits; of these, 1xx is for interim answers, and 600 and above for nothing.
pub fn is_final(status: u16) -> bool {
    (200..=599).contains(&status)
}

impl Attempt {
    /// 2xx is success. 408, 425, 429, 5xx, no answer and one that is not final may
    /// pass; so may a redirection, which is not followed, because a signed request
    /// goes where it is configured to go. Any other 4xx will not change by itself, nor
    /// will what cannot be made. `success` are statuses as good as 2xx.
    pub fn outcome(&self, now: SystemTime, success: &[u16]) -> Outcome {
        match self {
            Attempt::Answered { status, .. } if success.contains(status) => Outcome::Delivered,
            Attempt::Answered { status: 200..=299, .. } => Outcome::Delivered,
            Attempt::Answered { status: 408 | 425 | 429, retry_after }
            | Attempt::Answered { status: 0..=399 | 500.., retry_after } => Outcome::Retry {
                not_before: retry_after
                    .as_deref()
                    .and_then(|value| parse_retry_after(value, now))
                    .unwrap_or_default(),
            },
            Attempt::Answered { .. } | Attempt::Unmade { .. } => Outcome::Park,
            Attempt::Failed { .. } => Outcome::Retry { not_before: Duration::ZERO },
        }
    }
}

/// Seconds or an HTTP date (RFC 9110, section 10.2.3).
fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(status: u16, retry_after: Option<&str>) -> Outcome {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        Attempt::Answered { status, retry_after: retry_after.map(str::to_owned) }.outcome(now, &[])
    }

    #[test]
    fn only_what_may_pass_is_retried() {
        let retry = Outcome::Retry { not_before: Duration::ZERO };
        for status in [200, 201, 204, 299] {
            assert_eq!(outcome(status, None), Outcome::Delivered);
        }
        for status in
            [0, 101, 199, 301, 308, 408, 425, 429, 500, 502, 503, 504, 599, 600, 999, u16::MAX]
        {
            assert_eq!(outcome(status, None), retry);
        }
        for status in [400, 401, 403, 404, 409, 410, 422, 499] {
            assert_eq!(outcome(status, None), Outcome::Park);
        }
    }

    #[test]
    fn a_status_is_final_from_200_to_599() {
        for (status, expected) in
            [(0, false), (101, false), (199, false), (200, true), (599, true), (600, false)]
        {
            assert_eq!(is_final(status), expected, "{status}");
        }
    }

    #[test]
    fn a_status_may_be_as_good_as_2xx() {
        let now = SystemTime::UNIX_EPOCH;
        let conflict = Attempt::Answered { status: 409, retry_after: None };
        assert_eq!(conflict.outcome(now, &[404, 409]), Outcome::Delivered);
        assert_eq!(conflict.outcome(now, &[404]), Outcome::Park);
    }

    #[test]
    fn what_cannot_be_made_is_not_tried_again() {
        let unmade = Attempt::Unmade { error: String::new() };
        assert_eq!(unmade.outcome(SystemTime::UNIX_EPOCH, &[]), Outcome::Park);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (value, seconds) in [
            ("120", 120),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("soon", 0),
            ("-1", 0),
        ] {
            let not_before = Duration::from_secs(seconds);
            assert_eq!(outcome(503, Some(value)), Outcome::Retry { not_before }, "{value}");
        }
    }
}
