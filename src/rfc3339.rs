//! Times as bodies state them, and as they are shown.
//!
//! The libraries for this are several kilobytes of WebAssembly, for a format
//! of twenty characters that stand at fixed places.

use crate::Timestamp;

/// Reads a date and time as RFC 3339, section 5.6, writes it. What is finer
/// than a millisecond is cut off. Leap seconds are refused.
#[inline]
pub(crate) fn parse(text: &[u8]) -> Option<Timestamp> {
    let mut rest = Reader(text);
    let year = rest.number::<4>()?;
    rest.one_of(b"-")?;
    let month = rest.number::<2>()?;
    rest.one_of(b"-")?;
    let day = rest.number::<2>()?;
    rest.one_of(b"Tt")?;
    let hour = rest.number::<2>()?;
    rest.one_of(b":")?;
    let minute = rest.number::<2>()?;
    rest.one_of(b":")?;
    let second = rest.number::<2>()?;
    let millis = rest.fraction()?;
    let offset_minutes = rest.offset()?;

    let is_date = (1..=12).contains(&month) && (1..=days_in(month, year)).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 59 || !rest.0.is_empty() {
        return None;
    }
    let minutes = (days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    Some(Timestamp::from_millis((minutes * 60 + second) * 1000 + millis))
}

/// Writes a time in UTC, to the millisecond. What lies outside the years 0 to
/// 9999 becomes the nearest time within them.
pub(crate) fn format(time: Timestamp) -> String {
    let millis = time.as_millis().clamp(EARLIEST_MS, LATEST_MS);
    let (day, in_day) = (millis.div_euclid(DAY_MS), millis.rem_euclid(DAY_MS));
    let (year, month, date) = date_of(day);
    let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, milli) = (in_day / 1000 % 60, in_day % 1000);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `0000-01-01T00:00:00Z`
const EARLIEST_MS: i64 = -62_167_219_200_000;

/// `9999-12-31T23:59:59.999Z`
const LATEST_MS: i64 = 253_402_300_799_999;

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    #[inline]
    fn one_of(&mut self, set: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        set.contains(first).then_some(*first)
    }

    #[inline]
    fn number<const DIGITS: usize>(&mut self) -> Option<i64> {
        let (digits, rest) = self.0.split_first_chunk::<DIGITS>()?;
        self.0 = rest;
        let is_number = digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| digits.iter().fold(0, |number, digit| number * 10 + value(*digit)))
    }

    /// Milliseconds of a fraction of at least one digit, if there is one.
    #[inline]
    fn fraction(&mut self) -> Option<i64> {
        let Some(digits) = self.0.strip_prefix(b".") else {
            return Some(0);
        };
        let length = digits.iter().take_while(|digit| digit.is_ascii_digit()).count();
        let (digits, rest) = digits.split_at_checked(length)?;
        self.0 = rest;
        if digits.is_empty() {
            return None;
        }
        let padded = digits.iter().chain(b"00").take(3);
        Some(padded.fold(0, |millis, digit| millis * 10 + value(*digit)))
    }

    /// Minutes that local time is ahead.
    #[inline]
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.number::<2>()?;
        self.one_of(b":")?;
        let minutes = self.number::<2>()?;
        (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
    }
}

#[inline]
fn value(digit: u8) -> i64 {
    i64::from(digit - b'0')
}

#[inline]
fn days_in(month: i64, year: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar. Counting years
/// from March puts the leap day at a year's end, where it shifts no month.
#[inline]
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days_before_month = (153 * month + 2) / 5;
    year * 365 + leap_days + days_before_month + day - 719_469
}

/// The year, month and day that are so many days from 1970-01-01. The year is
/// counted from March here too.
fn date_of(day: i64) -> (i64, i64, i64) {
    let days = day + 719_468;
    let (era, in_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let date = in_year - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 { (year, month + 3, date) } else { (year + 1, month - 9, date) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<i64> {
        parse(text.as_bytes()).map(Timestamp::as_millis)
    }

    #[test]
    fn times_are_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00z", 951_782_400_000),
            ("2024-03-01T00:00:00Z", 1_709_251_200_000),
            ("2026-04-12t15:32:11.1239+02:00", 1_776_000_731_123),
            ("2026-04-12T15:32:11.5-00:30", 1_776_009_731_500),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        assert_eq!(format(Timestamp::from_millis(1_776_000_731_123)), "2026-04-12T13:32:11.123Z");
        for day in (EARLIEST_MS / DAY_MS)..=(LATEST_MS / DAY_MS) {
            let time = Timestamp::from_millis(day * DAY_MS + (day * 7919).rem_euclid(DAY_MS));
            assert_eq!(parse(format(time).as_bytes()), Some(time), "{}", format(time));
        }
        assert_eq!(format(Timestamp::from_millis(i64::MIN)), "0000-01-01T00:00:00.000Z");
        assert_eq!(format(Timestamp::from_millis(i64::MAX)), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026-04-12",
            "2026-04-12T15:32Z",
            "2026-04-12T15:32:11",
            "2026-04-12 15:32:11Z",
            "2026-04-12T15:32:11.Z",
            "2026-04-12T15:32:11+0200",
            "2026-04-12T15:32:11+24:00",
            "2026-04-12T15:32:11Z ",
            "2026-04-12T24:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "+026-04-12T15:32:11Z",
            "２026-04-12T15:32:11Z",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}
