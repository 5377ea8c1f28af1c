//! What templates compute with.

use std::{cmp::Ordering, collections::BTreeMap, rc::Rc};

use super::interpreter::Fault;

/// The longest text there may be, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// The longest number that is taken for one, in characters, so that to compare
/// numbers is little work.
pub(super) const LONGEST_NUMBER: usize = 1000;

/// A value. Those that are large are shared.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// What is not there.
    Undefined,
    Null,
    Bool(bool),
    /// A number as it is written in JSON, so that it keeps every digit.
    Number(Rc<str>),
    String(Rc<str>),
    /// Text that is JSON already, and outside of a string stands as it is.
    Json(Rc<str>),
    List(Rc<[Value]>),
    Object(Rc<BTreeMap<String, Value>>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl Value {
    pub(super) fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self::Object(Rc::new(members.collect()))
    }

    /// The member of this name, or the element at this place.
    pub(super) fn member(&self, key: &Self) -> Self {
        let found = match (self, key) {
            (Self::Object(members), Self::String(name)) => members.get(&**name),
            (Self::List(items), Self::Number(index)) => {
                let from_end = index.strip_prefix('-').and_then(|index| index.parse().ok());
                let index = match from_end {
                    Some(index) => items.len().checked_sub(index),
                    None => index.parse().ok(),
                };
                index.and_then(|index: usize| items.get(index))
            }
            _ => None,
        };
        found.cloned().unwrap_or(Self::Undefined)
    }

    /// Whether it counts as true. What is not there is neither.
    pub(super) fn is_true(&self) -> Result<bool, Fault> {
        Ok(match self {
            Self::Undefined => return Err(Fault::Undefined),
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => !Decimal::new(number).digits.is_empty(),
            Self::String(text) | Self::Json(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Object(members) => !members.is_empty(),
        })
    }

    /// The text that this is, if it is a string.
    pub(super) fn as_str(&self) -> Option<&Rc<str>> {
        match self {
            Self::String(text) | Self::Json(text) => Some(text),
            _ => None,
        }
    }

    /// This as text: `null` is none at all, and lists and objects are JSON.
    pub(super) fn text(&self) -> Result<Rc<str>, Fault> {
        match self {
            Self::Null => Ok("".into()),
            Self::String(text) | Self::Json(text) => Ok(text.clone()),
            _ => self.json().map(Rc::from),
        }
    }

    /// This as JSON.
    pub(super) fn json(&self) -> Result<String, Fault> {
        let mut out = String::new();
        self.write_json(&mut out)?;
        Ok(out)
    }

    fn write_json(&self, out: &mut String) -> Result<(), Fault> {
        match self {
            Self::Undefined => return Err(Fault::Undefined),
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(number) => out.push_str(number),
            Self::String(text) | Self::Json(text) => out.push_str(&quoted(text)),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    out.push(if index == 0 { '[' } else { ',' });
                    item.write_json(out)?;
                }
                out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Self::Object(members) => {
                for (index, (name, member)) in members.iter().enumerate() {
                    out.push(if index == 0 { '{' } else { ',' });
                    out.push_str(&quoted(name));
                    out.push(':');
                    member.write_json(out)?;
                }
                out.push_str(if members.is_empty() { "{}" } else { "}" });
            }
        }
        if out.len() > LONGEST { Err(Fault::TooLong) } else { Ok(()) }
    }

    /// Whether both are the same. Numbers are compared by what they amount to.
    pub(super) fn equals(&self, other: &Self) -> Result<bool, Fault> {
        Ok(match (self, other) {
            (Self::Undefined, _) | (_, Self::Undefined) => return Err(Fault::Undefined),
            (Self::List(_), Self::List(_)) | (Self::Object(_), Self::Object(_)) => {
                self.json()? == other.json()?
            }
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            _ => self.order(other).is_ok_and(Ordering::is_eq),
        })
    }

    /// Which comes first, of numbers and of texts.
    pub(super) fn order(&self, other: &Self) -> Result<Ordering, Fault> {
        match (self, other) {
            (Self::Undefined, _) | (_, Self::Undefined) => Err(Fault::Undefined),
            (Self::Number(one), Self::Number(two)) => {
                Ok(Decimal::new(one).order(&Decimal::new(two)))
            }
            _ => match (self.as_str(), other.as_str()) {
                (Some(one), Some(two)) => Ok(one.cmp(two)),
                _ => Err(Fault::Invalid),
            },
        }
    }
}

/// A text as a string of JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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
                let order = Decimal::new(one).order(&Decimal::new(two));
                assert_eq!(order, index.cmp(&other_index), "{one} {two}");
            }
        }
        for (one, two) in [("1", "1.0"), ("1e3", "1000"), ("0", "-0.0e5"), ("120E-1", "12")] {
            assert!(Decimal::new(one).order(&Decimal::new(two)).is_eq(), "{one} {two}");
        }
    }
}
