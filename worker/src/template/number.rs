//! Numbers that keep their digits.
//!
//! A whole number of up to 64 bits is the library's own. Any other would be
//! rounded, or written in another way, so it stays the text that it was.

use std::{borrow::Cow, cmp::Ordering, fmt, sync::Arc};

use minijinja::{
    Value,
    value::{Object, ObjectRepr, ValueKind},
};

/// The longest number that is taken for one, in characters, so that to compare
/// numbers is little work.
pub(super) const MAX_DIGITS: usize = 1000;

/// A number as it is written in JSON.
#[derive(Debug)]
struct JsonNumber(Box<str>);

impl Object for JsonNumber {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !Decimal::new(&self.0).is_zero()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value of a number of JSON.
pub(super) fn from_text(digits: &str) -> Value {
    match digits.parse::<i64>() {
        Ok(number) if digits != "-0" => Value::from(number),
        _ => Value::from_object(JsonNumber(digits.into())),
    }
}

/// The text of a number; `None` of what is none.
pub(super) fn text(value: &Value) -> Option<Cow<'_, str>> {
    if value.kind() == ValueKind::Number {
        return Some(Cow::Owned(value.to_string()));
    }
    value.downcast_object_ref::<JsonNumber>().map(|number| Cow::Borrowed(&*number.0))
}

/// Which of two numbers is the larger, exactly.
pub(super) fn order(one: &str, two: &str) -> Ordering {
    Decimal::new(one).order(&Decimal::new(two))
}

/// A number taken apart, to be compared exactly: `0.digits` times ten to the
/// power of `exponent`.
struct Decimal {
    is_negative: bool,
    exponent: i64,
    /// Without zeros at either end. Of zero there are none.
    digits: String,
}

impl Decimal {
    fn new(number: &str) -> Self {
        let magnitude = number.strip_prefix('-').unwrap_or(number);
        let (mantissa, power) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let zeros = all.len() - digits.len();
        let digits = digits.trim_end_matches('0').to_owned();
        // A power that no 32 bits hold is as far away as can be.
        let farthest = if power.starts_with('-') { i32::MIN } else { i32::MAX };
        let power = i64::from(power.parse().unwrap_or(farthest));
        let point = i64::try_from(whole.len()).unwrap_or(0) - i64::try_from(zeros).unwrap_or(0);
        let is_zero = digits.is_empty();
        Self {
            is_negative: number.starts_with('-') && !is_zero,
            exponent: if is_zero { i64::MIN } else { power + point },
            digits,
        }
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    fn order(&self, other: &Self) -> Ordering {
        let magnitude =
            self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        match (self.is_negative, other.is_negative) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_amount_to() {
        let ordered =
            ["-1e400", "-10", "-9.5", "-0.01", "0", "1e-400", "0.09", "0.1", "9", "10", "1e400"];
        for (index, one) in ordered.iter().enumerate() {
            for (other_index, two) in ordered.iter().enumerate() {
                assert_eq!(order(one, two), index.cmp(&other_index), "{one} {two}");
            }
        }
        for (one, two) in [("1", "1.0"), ("1e3", "1000"), ("0", "-0.0e5"), ("120E-1", "12")] {
            assert!(order(one, two).is_eq(), "{one} {two}");
        }
    }
}
