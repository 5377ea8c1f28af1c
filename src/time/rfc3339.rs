//! Times as bodies state them, and as they are shown.
//!
//! The libraries for this are several kilobytes of WebAssembly, for a format
//! of twenty characters that stand at fixed places.

use crate::time::Timestamp;

/// Reads a date and time as RFC 3339, section 5.6, writes it. What is finer
/// than a millisecond is cut off. Leap seconds are refused.
#[inline]
#[rustfmt::skip] // The pattern is to look like what it matches.
pub(crate) fn parse(text: &[u8]) -> Option<Timestamp> {
    let [
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T' | b't',
        h1, h2, b':', mi1, mi2, b':', s1, s2, rest @ ..
    ] = text else {
        return None;
    };
    let (year, month, day) = (number([*y1, *y2, *y3, *y4])?, number([*mo1, *mo2])?, number([*d1, *d2])?);
    let (hour, minute, second) = (number([*h1, *h2])?, number([*mi1, *mi2])?, number([*s1, *s2])?);
    let (millis, rest) = fraction(rest)?;
    let offset_minutes = offset(rest)?;

    let is_date = (1..=12).contains(&month) && (1..=days_in(month, year)).contains(&day);
    if !is_date || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = i64::from(days_since_epoch(year, month, day));
    let minutes = days * (24 * 60) + i64::from(hour * 60 + minute - offset_minutes);
    Some(Timestamp::from_millis((minutes * 60 + i64::from(second)) * 1000 + i64::from(millis)))
}

impl Timestamp {
    /// Reads a date and time as RFC 3339, section 5.6, writes it; `None` where it
    /// is none. What is finer than a millisecond is cut off.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        parse(text.as_bytes())
    }

    /// As RFC 3339 has it, in UTC, to the millisecond. What lies outside the
    /// years 0 to 9999 becomes the nearest time within them.
    pub fn to_rfc3339(self) -> String {
        format(self)
    }
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

/// The number that digits stand for.
#[inline]
fn number<const DIGITS: usize>(digits: [u8; DIGITS]) -> Option<i32> {
    let values = digits.map(|digit| digit.wrapping_sub(b'0'));
    let is_number = values.iter().all(|value| *value < 10);
    is_number.then(|| values.iter().fold(0, |number, value| number * 10 + i32::from(*value)))
}

/// Milliseconds of a fraction of at least one digit, if there is one, and what
/// follows.
#[inline]
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let length = digits.iter().take_while(|digit| digit.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at_checked(length)?;
    let millis = match digits {
        [] => return None,
        [a] => number([*a, b'0', b'0']),
        [a, b] => number([*a, *b, b'0']),
        [a, b, c, ..] => number([*a, *b, *c]),
    };
    Some((millis?, rest))
}

/// Minutes that local time is ahead. Nothing stands behind that.
#[inline]
fn offset(text: &[u8]) -> Option<i32> {
    let (sign, [h1, h2, b':', m1, m2]) = (match text {
        [b'Z' | b'z'] => return Some(0),
        [b'+', offset @ ..] => (1, offset),
        [b'-', offset @ ..] => (-1, offset),
        _ => return None,
    }) else {
        return None;
    };
    let (hours, minutes) = (number([*h1, *h2])?, number([*m1, *m2])?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

#[inline]
fn days_in(month: i32, year: i32) -> i32 {
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
fn days_since_epoch(year: i32, month: i32, day: i32) -> i32 {
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
