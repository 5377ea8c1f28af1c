//! The times that may have been signed, and how they may have been written.

use crate::{
    Header, Timestamp,
    explain::{CauseCode, found::Role, received},
    time::{Unit, rfc3339},
};

use super::Subject;

/// What may stand for the time in the signed content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::explain) struct TimeGuess {
    pub(in crate::explain) code: Option<CauseCode>,
    pub(in crate::explain) text: Vec<u8>,
    /// What was signed: "what was signed is …".
    pub(in crate::explain) note: String,
    /// Whether it is tried together with other faults.
    pub(in crate::explain) is_common: bool,
}

/// How far the header's time may be off for one that is found by counting.
const SECONDS_OFF: i64 = 10;

/// So many values of a body may be times, and so many headers.
const MAX_TIMES: usize = 40;

/// Larger numbers are milliseconds: as seconds they lie 3,000 years ahead.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// What may have been signed as the time; the header's own text comes first.
pub(super) fn times(subject: &Subject<'_>) -> Vec<TimeGuess> {
    let mut guesses = Guesses(Vec::new());
    let own = subject.headers.value(Role::Timestamp);
    if let Some(text) = &own {
        guesses.add(None, text, "the header's time", true);
        guesses.own(text);
    }
    let name = subject.headers.get(Role::Timestamp).map(|found| found.name.as_str());
    let is_time = |(_, value): &&Header<'_>| value.len() <= 64 && read(value).is_some();
    for (other, value) in subject.case.headers.iter().filter(is_time).take(MAX_TIMES) {
        let is_own = name.is_some_and(|name| name.eq_ignore_ascii_case(other));
        if is_own && own.as_deref() == Some(*value) {
            continue;
        }
        guesses.others(value, &format!("the time in the header {other}"), own.is_none());
    }
    for value in in_body(subject.case.body) {
        guesses.others(&value, "a time that is in the body", own.is_none());
    }
    if let Some(text) = &own {
        guesses.near(text);
    }
    guesses.0
}

struct Guesses(Vec<TimeGuess>);

impl Guesses {
    fn add(&mut self, code: Option<CauseCode>, text: &[u8], note: &str, is_common: bool) {
        if !text.is_empty() && self.0.iter().all(|other| other.text != text) {
            self.0.push(TimeGuess { code, text: text.to_vec(), note: note.to_owned(), is_common });
        }
    }

    /// The same time in other units and formats.
    fn own(&mut self, text: &[u8]) {
        use CauseCode::{TimestampFormat, TimestampUnit};
        let Some((millis, is_millis)) = read(text) else { return };
        let seconds = millis.div_euclid(1000);
        let is_number = text.iter().all(u8::is_ascii_digit);
        let unit = if is_number { TimestampUnit } else { TimestampFormat };
        if is_millis {
            self.add(Some(unit), seconds.to_string().as_bytes(), "the time in seconds", true);
            let rounded = (millis + 500).div_euclid(1000).to_string();
            self.add(Some(unit), rounded.as_bytes(), "the time in seconds, rounded", true);
        } else {
            self.add(Some(unit), millis.to_string().as_bytes(), "the time in milliseconds", true);
        }
        for (text, note) in formats(millis) {
            self.add(Some(TimestampFormat), text.as_bytes(), note, true);
        }
        let micros = millis.saturating_mul(1000).to_string();
        self.add(Some(TimestampUnit), micros.as_bytes(), "the time in microseconds", true);
        self.add(Some(TimestampFormat), text.trim_ascii(), "the time without white space", true);
        for (text, note) in [
            (millis.to_string(), "the time in milliseconds"),
            (seconds.to_string(), "the time in seconds"),
        ] {
            self.add(Some(TimestampFormat), text.as_bytes(), note, true);
        }
        if !is_millis {
            for millis in (1..1000).map(|more| millis + more) {
                let note = "the time in milliseconds, which the header has in seconds";
                self.add(Some(TimestampUnit), millis.to_string().as_bytes(), note, false);
            }
        }
    }

    /// Another time, in every unit. Where the header is missing, it is what the
    /// header would have said.
    fn others(&mut self, text: &[u8], note: &str, is_missing: bool) {
        let Some((millis, _)) = read(text) else { return };
        let code = if is_missing { CauseCode::HeaderMissing } else { CauseCode::TimestampMismatch };
        let code = Some(code);
        self.add(code, text, note, true);
        self.add(code, millis.div_euclid(1000).to_string().as_bytes(), note, true);
        self.add(code, millis.to_string().as_bytes(), note, true);
    }

    /// A time that is a few seconds off.
    fn near(&mut self, text: &[u8]) {
        let Some((millis, is_millis)) = read(text) else { return };
        if !text.iter().all(u8::is_ascii_digit) {
            return;
        }
        let unit = if is_millis { Unit::Milliseconds } else { Unit::Seconds };
        for off in (1..=SECONDS_OFF).flat_map(|off| [-off, off]) {
            let time = Timestamp::from_millis(millis.saturating_add(off * 1000));
            let note = format!("a time that is {off} s from that in the header");
            self.add(
                Some(CauseCode::TimestampMismatch),
                unit.format(time).as_bytes(),
                &note,
                false,
            );
        }
    }
}

/// A time as serialisers write it.
fn formats(millis: i64) -> Vec<(String, &'static str)> {
    let full = Timestamp::from_millis(millis).to_rfc3339();
    let plain = full.split('.').next().unwrap_or_default().to_owned();
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
    if let Some((date, clock)) = plain.trim_end_matches('Z').split_once('T') {
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

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Mon, 21 Sep 2026 14:13:20 GMT`.
fn http_date(seconds: i64, date: &str, clock: &str) -> Option<String> {
    let day = usize::try_from(seconds.div_euclid(86_400).rem_euclid(7)).ok()?;
    let mut parts = date.split('-');
    let (year, month, number) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{}, {number} {month} {year} {clock} GMT", DAYS.get(day)?))
}

/// The time that a text is, in milliseconds, and whether it counts in those.
pub(in crate::explain) fn read(text: &[u8]) -> Option<(i64, bool)> {
    let text = std::str::from_utf8(text).ok()?.trim().trim_matches(['"', '\'']);
    if let Some(time) = rfc3339::parse(text.as_bytes()) {
        return Some((time.as_millis(), false));
    }
    if let Some(time) = read_http_date(text) {
        return Some((time, false));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(9..=16).contains(&whole.len()) || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if number >= FIRST_MILLIS * 1000 {
        return Some((number / 1000, true));
    }
    if number >= FIRST_MILLIS {
        return Some((number, true));
    }
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some((number * 1000 + thousandths, false))
}

fn read_http_date(text: &str) -> Option<i64> {
    let mut parts = text.split_once(", ")?.1.split(' ');
    let (day, month, year, clock) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u32 = day.parse().ok()?;
    let written = format!("{year}-{month:02}-{day:02}T{clock}Z");
    rfc3339::parse(written.as_bytes()).map(Timestamp::as_millis)
}

/// The values of a JSON body that may be times.
fn in_body(body: &[u8]) -> Vec<Vec<u8>> {
    let start = body.get(..body.len().min(received::LONGEST_LOOK)).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b":.+-".contains(byte);
    let mut found: Vec<Vec<u8>> = Vec::new();
    for word in start.split(|byte| !is_part(byte)) {
        let word = word.strip_prefix(b":").unwrap_or(word);
        let is_new = || found.iter().all(|other| other != word);
        if (9..=40).contains(&word.len()) && read(word).is_some() && is_new() {
            found.push(word.to_vec());
            if found.len() == MAX_TIMES {
                break;
            }
        }
    }
    found
}
