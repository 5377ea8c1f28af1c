//! Parses and formats times leniently.

use crate::{Timestamp, time::rfc3339};

/// Larger numbers are milliseconds: as seconds they are 3,000 years ahead.
const MIN_MILLIS: i64 = 100_000_000_000;

/// A parsed time.
#[derive(Clone, Copy)]
pub(in crate::explain) struct ParsedTime {
    pub(in crate::explain) millis: i64,
    /// Whether the text counts milliseconds or finer.
    pub(in crate::explain) is_in_millis: bool,
}

/// Parses a time in any common format.
pub(in crate::explain) fn parse_time(text: &[u8]) -> Option<ParsedTime> {
    let text = std::str::from_utf8(text).ok()?.trim().trim_matches(['"', '\'']);
    let date = rfc3339::parse(text.as_bytes()).or_else(|| parse_http_date(text));
    if let Some(time) = date {
        return Some(ParsedTime { millis: time.as_millis(), is_in_millis: false });
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(9..=16).contains(&whole.len()) || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if number >= MIN_MILLIS {
        let is_in_micros = number >= MIN_MILLIS * 1000;
        let millis = if is_in_micros { number / 1000 } else { number };
        return Some(ParsedTime { millis, is_in_millis: true });
    }
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some(ParsedTime { millis: number * 1000 + thousandths, is_in_millis: false })
}

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Parses `Mon, 21 Sep 2026 14:13:20 GMT`.
fn parse_http_date(text: &str) -> Option<Timestamp> {
    let mut parts = text.split_once(", ")?.1.split(' ');
    let (day, month, year, clock) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u32 = day.parse().ok()?;
    rfc3339::parse(format!("{year}-{month:02}-{day:02}T{clock}Z").as_bytes())
}

/// Formats an HTTP date from the parts of an RFC 3339 time.
fn http_date(seconds: i64, date: &str, clock: &str) -> Option<String> {
    let weekday = usize::try_from(seconds.div_euclid(86_400).rem_euclid(7)).ok()?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{}, {day} {month} {year} {clock} GMT", WEEKDAYS.get(weekday)?))
}

/// A time as serializers write it, and a description of each format.
pub(super) fn time_formats(millis: i64) -> Vec<(String, &'static str)> {
    let full = Timestamp::from_millis(millis).to_rfc3339();
    let without_fraction = full.split('.').next().unwrap_or_default().to_owned();
    let (seconds, rest) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    let mut formats = vec![
        (format!("{seconds}.0"), "the time as a fraction, as Python writes it"),
        (format!("{millis}.0"), "the time as a fraction, as Python writes it"),
        (format!("{seconds}.{rest:03}"), "the time with its milliseconds as a fraction"),
        (
            format!("{seconds}.{}", format!("{rest:03}").trim_end_matches('0')),
            "the time as a fraction",
        ),
        (full.clone(), "the time in ISO 8601, with milliseconds"),
        (full.replace('Z', "+00:00"), "the time in ISO 8601, with milliseconds and an offset"),
    ];
    if let Some((date, clock)) = without_fraction.trim_end_matches('Z').split_once('T') {
        formats.extend([
            (format!("{date}T{clock}Z"), "the time in ISO 8601"),
            (format!("{date}T{clock}+00:00"), "the time in ISO 8601, with an offset"),
            (format!("{date}T{clock}.000Z"), "the time in ISO 8601, with milliseconds"),
            (format!("{date}T{clock}"), "the time in ISO 8601, without an offset"),
            (format!("{date} {clock}"), "the time as a date and a clock"),
            (format!("{date} {clock} UTC"), "the time as a date and a clock"),
        ]);
        if let Some(http) = http_date(seconds, date, clock) {
            formats.push((http, "the time as HTTP writes dates"));
        }
    }
    formats
}
