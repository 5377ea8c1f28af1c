//! The times that may have been signed, and their formats.

use super::{
    context::SearchContext,
    time::{ParsedTime, parse_time, time_formats},
};
use crate::{
    Header, Timestamp,
    explain::{cause_code::CauseCode, located_fields::Role},
    time::unit::Unit,
};

/// The largest difference to the header's time that is found by counting.
const MAX_SECONDS_OFF: i64 = 10;

/// The number of headers, and of body values, that may be times.
const MAX_TIMES: usize = 40;

/// The longest header value that may be a time.
const MAX_TIME_LENGTH: usize = 64;

/// How much of a body is scanned for times.
const MAX_SCANNED_BYTES: usize = 64 * 1024;

/// What may have been signed as the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeCandidate {
    pub(super) code: Option<CauseCode>,
    pub(super) text: Vec<u8>,
    /// "What was signed has …".
    pub(super) note: String,
    /// Whether it is combined with other faults.
    pub(super) is_common: bool,
}

/// The candidates. The header's own text comes first.
pub(super) fn time_candidates(context: &SearchContext<'_>) -> Vec<TimeCandidate> {
    let mut candidates = Candidates(Vec::new());
    let received = context.fields.value(Role::Timestamp);
    if let Some(text) = &received {
        candidates.add(None, text, "the header's time", true);
        candidates.add_formats(text);
    }
    let name = context.fields.get(Role::Timestamp).map(|field| field.name.as_str());
    let is_time =
        |(_, value): &&Header<'_>| value.len() <= MAX_TIME_LENGTH && parse_time(value).is_some();
    for (header, value) in context.input.headers.iter().filter(is_time).take(MAX_TIMES) {
        let is_own = name.is_some_and(|name| name.eq_ignore_ascii_case(header));
        if is_own && received.as_deref() == Some(*value) {
            continue;
        }
        let note = format!("the time in the header {header}");
        candidates.add_other(value, &note, received.is_none());
    }
    for value in times_in_body(context.input.body) {
        candidates.add_other(&value, "a time that is in the body", received.is_none());
    }
    if let Some(text) = &received {
        candidates.add_nearby(text);
    }
    candidates.0
}

struct Candidates(Vec<TimeCandidate>);

impl Candidates {
    fn add(&mut self, code: Option<CauseCode>, text: &[u8], note: &str, is_common: bool) {
        if !text.is_empty() && self.0.iter().all(|other| other.text != text) {
            let (text, note) = (text.to_vec(), note.to_owned());
            self.0.push(TimeCandidate { code, text, note, is_common });
        }
    }

    /// Adds the same time in other units and formats.
    fn add_formats(&mut self, text: &[u8]) {
        use CauseCode::{TimestampFormat, TimestampUnit};
        let Some(ParsedTime { millis, is_in_millis }) = parse_time(text) else { return };
        let seconds = millis.div_euclid(1000);
        let is_number = text.iter().all(u8::is_ascii_digit);
        let unit = if is_number { TimestampUnit } else { TimestampFormat };
        if is_in_millis {
            self.add(Some(unit), seconds.to_string().as_bytes(), "the time in seconds", true);
            let rounded = (millis + 500).div_euclid(1000).to_string();
            self.add(Some(unit), rounded.as_bytes(), "the time in seconds, rounded", true);
        } else {
            self.add(Some(unit), millis.to_string().as_bytes(), "the time in milliseconds", true);
        }
        for (text, note) in time_formats(millis) {
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
        if !is_in_millis {
            for millis in (1..1000).map(|more| millis + more) {
                let note = "the time in milliseconds, which the header has in seconds";
                self.add(Some(TimestampUnit), millis.to_string().as_bytes(), note, false);
            }
        }
    }

    /// Adds another time in every unit. Where the timestamp header is missing,
    /// this is what it would have held.
    fn add_other(&mut self, text: &[u8], note: &str, is_header_missing: bool) {
        let Some(ParsedTime { millis, .. }) = parse_time(text) else { return };
        let code =
            if is_header_missing { CauseCode::HeaderMissing } else { CauseCode::TimestampMismatch };
        let code = Some(code);
        self.add(code, text, note, true);
        self.add(code, millis.div_euclid(1000).to_string().as_bytes(), note, true);
        self.add(code, millis.to_string().as_bytes(), note, true);
    }

    /// Adds times that are a few seconds off.
    fn add_nearby(&mut self, text: &[u8]) {
        let Some(ParsedTime { millis, is_in_millis }) = parse_time(text) else { return };
        if !text.iter().all(u8::is_ascii_digit) {
            return;
        }
        let unit = if is_in_millis { Unit::Milliseconds } else { Unit::Seconds };
        let code = Some(CauseCode::TimestampMismatch);
        for off in (1..=MAX_SECONDS_OFF).flat_map(|off| [-off, off]) {
            let time = Timestamp::from_millis(millis.saturating_add(off * 1000));
            let note = format!("a time that is {off} s from that in the header");
            self.add(code, unit.format(time).as_bytes(), &note, false);
        }
    }
}

/// The values of a JSON body that may be times.
fn times_in_body(body: &[u8]) -> Vec<Vec<u8>> {
    let start = body.get(..body.len().min(MAX_SCANNED_BYTES)).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b":.+-".contains(byte);
    let mut times: Vec<Vec<u8>> = Vec::new();
    for word in start.split(|byte| !is_part(byte)) {
        let word = word.strip_prefix(b":").unwrap_or(word);
        let is_new = || times.iter().all(|other| other != word);
        if (9..=40).contains(&word.len()) && parse_time(word).is_some() && is_new() {
            times.push(word.to_vec());
            if times.len() == MAX_TIMES {
                break;
            }
        }
    }
    times
}
