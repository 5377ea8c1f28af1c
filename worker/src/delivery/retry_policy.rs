//! What an attempt's result means for its delivery: done, another attempt, or parked.

use std::time::{Duration, SystemTime};

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendResult {
    /// The destination answered.
    Responded {
        /// With this HTTP status.
        status: u16,
        /// And this `Retry-After`.
        retry_after: Option<String>,
    },
    /// There was no request: a template failed.
    RenderFailed {
        /// Why, in words.
        error: String,
    },
    /// There was no answer: no connection, a timeout, a broken one.
    Unreachable {
        /// Why, in words.
        error: String,
    },
}

/// What becomes of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is done.
    Delivered,
    /// Another attempt follows, not before this long from now.
    Retry {
        /// What the destination asked for.
        not_before: Duration,
    },
    /// The destination refuses it: it is kept, and no attempt follows by itself.
    Park,
}

/// Whether a final response can have this status. A destination may write any three
/// digits; of these, 1xx is for interim responses, and 600 and above for nothing.
pub fn is_final(status: u16) -> bool {
    (200..=599).contains(&status)
}

impl SendResult {
    /// 2xx is success, and so are `success_statuses`. Retried are 408, 425, 429, 5xx, no
    /// response and one that is not final; also a redirection, which is not followed: a
    /// signed request goes where it is configured to go. Any other 4xx is parked, and so
    /// is what cannot be rendered: neither changes by itself.
    pub fn decide(&self, now: SystemTime, success_statuses: &[u16]) -> Decision {
        match self {
            SendResult::Responded { status, .. } if success_statuses.contains(status) => {
                Decision::Delivered
            }
            SendResult::Responded { status: 200..=299, .. } => Decision::Delivered,
            SendResult::Responded { status: 408 | 425 | 429, retry_after }
            | SendResult::Responded { status: 0..=399 | 500.., retry_after } => Decision::Retry {
                not_before: retry_after
                    .as_deref()
                    .and_then(|value| parse_retry_after(value, now))
                    .unwrap_or_default(),
            },
            SendResult::Responded { .. } | SendResult::RenderFailed { .. } => Decision::Park,
            SendResult::Unreachable { .. } => Decision::Retry { not_before: Duration::ZERO },
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

    fn decide(status: u16, retry_after: Option<&str>) -> Decision {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        SendResult::Responded { status, retry_after: retry_after.map(str::to_owned) }
            .decide(now, &[])
    }

    #[test]
    fn statuses_are_delivered_retried_or_parked() {
        let retry = Decision::Retry { not_before: Duration::ZERO };
        for status in [200, 201, 204, 299] {
            assert_eq!(decide(status, None), Decision::Delivered);
        }
        for status in
            [0, 101, 199, 301, 308, 408, 425, 429, 500, 502, 503, 504, 599, 600, 999, u16::MAX]
        {
            assert_eq!(decide(status, None), retry);
        }
        for status in [400, 401, 403, 404, 409, 410, 422, 499] {
            assert_eq!(decide(status, None), Decision::Park);
        }
    }

    #[test]
    fn a_status_from_200_to_599_is_final() {
        for (status, expected) in
            [(0, false), (101, false), (199, false), (200, true), (599, true), (600, false)]
        {
            assert_eq!(is_final(status), expected, "{status}");
        }
    }

    #[test]
    fn a_configured_success_status_is_delivered() {
        let now = SystemTime::UNIX_EPOCH;
        let conflict = SendResult::Responded { status: 409, retry_after: None };
        assert_eq!(conflict.decide(now, &[404, 409]), Decision::Delivered);
        assert_eq!(conflict.decide(now, &[404]), Decision::Park);
    }

    #[test]
    fn a_failed_template_is_parked() {
        let failed = SendResult::RenderFailed { error: String::new() };
        assert_eq!(failed.decide(SystemTime::UNIX_EPOCH, &[]), Decision::Park);
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date_is_kept() {
        for (value, seconds) in [
            ("120", 120),
            ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
            ("soon", 0),
            ("-1", 0),
        ] {
            let not_before = Duration::from_secs(seconds);
            assert_eq!(decide(503, Some(value)), Decision::Retry { not_before }, "{value}");
        }
    }
}
