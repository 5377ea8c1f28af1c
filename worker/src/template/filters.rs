//! The filters that templates have: those of Jinja that shape values, and a
//! few for what CRMs want.

use std::{borrow::Cow, ops::RangeInclusive};

use minijinja::{Error, Value, value::ValueKind};

use super::{
    error,
    json::{self, JsonText},
    number::{self, MAX_DIGITS},
};

#[derive(Clone, Copy)]
pub(super) enum Filter {
    Default,
    First,
    FirstName,
    Int,
    Join,
    Last,
    LastName,
    Length,
    Lower,
    Replace,
    Split,
    ToJson,
    Trim,
    Upper,
}

impl Filter {
    pub(super) const ALL: [(&'static str, Self); 15] = [
        ("d", Self::Default),
        ("default", Self::Default),
        ("first", Self::First),
        ("first_name", Self::FirstName),
        ("int", Self::Int),
        ("join", Self::Join),
        ("last", Self::Last),
        ("last_name", Self::LastName),
        ("length", Self::Length),
        ("lower", Self::Lower),
        ("replace", Self::Replace),
        ("split", Self::Split),
        ("tojson", Self::ToJson),
        ("trim", Self::Trim),
        ("upper", Self::Upper),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(other, _)| *other == name).map(|(_, filter)| filter)
    }

    /// How many values it takes besides the one that it is put on.
    pub(super) fn takes(self) -> RangeInclusive<u16> {
        match self {
            Self::Default => 0..=2,
            Self::Join => 0..=1,
            Self::Replace => 2..=2,
            Self::Split => 1..=1,
            _ => 0..=0,
        }
    }

    /// Applies it to the first of the values.
    ///
    /// # Errors
    ///
    /// If the value is not there, or does not suit it.
    pub(super) fn apply(self, values: &[Value]) -> Result<Value, Error> {
        let (value, arguments) = values.split_first().ok_or_else(error::invalid)?;
        if let Self::Default = self {
            return default(value, arguments);
        }
        if values.iter().any(Value::is_undefined) {
            return Err(error::undefined());
        }
        let text = || text(value);
        Ok(match self {
            Self::Default => value.clone(),
            Self::First | Self::Last => end(value, matches!(self, Self::First))?,
            Self::FirstName => Value::from(text()?.split_whitespace().next().unwrap_or_default()),
            Self::LastName => {
                Value::from(text()?.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
            }
            Self::Int => int(value)?,
            Self::Join => join(value, arguments)?,
            Self::Length if json::is_list(value) || value.kind() == ValueKind::Map => {
                Value::from(value.try_iter()?.count())
            }
            Self::Length => {
                Value::from(json::string(value).ok_or_else(error::invalid)?.chars().count())
            }
            Self::Lower => Value::from(letters::lower(&text()?)),
            Self::Upper => Value::from(letters::upper(&text()?)),
            Self::Replace => replace(&text()?, arguments)?,
            Self::Split => split(&text()?, arguments)?,
            Self::ToJson => JsonText::of(value)?,
            Self::Trim => Value::from(text()?.trim()),
        })
    }
}

/// The value, unless it is not there; or with `true`, unless it counts as false.
fn default(value: &Value, arguments: &[Value]) -> Result<Value, Error> {
    let with_false = match arguments.get(1) {
        Some(argument) if argument.is_undefined() => return Err(error::undefined()),
        argument => argument.is_some_and(Value::is_true),
    };
    let is_there = !value.is_undefined() && (!with_false || value.is_true());
    let other = || arguments.first().cloned().unwrap_or_else(|| Value::from(""));
    Ok(if is_there { value.clone() } else { other() })
}

/// A text or the digits of a number.
fn text(value: &Value) -> Result<Cow<'_, str>, Error> {
    json::string(value).or_else(|| number::text(value)).ok_or_else(error::invalid)
}

/// The first or the last of a list or a text.
fn end(value: &Value, is_first: bool) -> Result<Value, Error> {
    if json::is_list(value) {
        let mut items = value.try_iter()?;
        let end = if is_first { items.next() } else { items.last() };
        return Ok(end.unwrap_or_default());
    }
    let text = json::string(value).ok_or_else(error::invalid)?;
    let end = if is_first { text.chars().next() } else { text.chars().next_back() };
    Ok(end.map_or(Value::UNDEFINED, |end| Value::from(String::from(end))))
}

/// A whole number, of a text or of a number with a fraction.
fn int(value: &Value) -> Result<Value, Error> {
    let text = text(value)?;
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let magnitude = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if magnitude.is_empty() || !are_digits(magnitude) || !are_digits(fraction) {
        return Err(error::invalid());
    }
    if magnitude.len() >= MAX_DIGITS {
        return Err(error::invalid());
    }
    let digits = magnitude.trim_start_matches('0');
    Ok(match digits {
        "" => Value::from(0),
        _ if whole.starts_with('-') => number::from_text(&format!("-{digits}")),
        _ => number::from_text(digits),
    })
}

fn join(value: &Value, arguments: &[Value]) -> Result<Value, Error> {
    if !json::is_list(value) {
        return Err(error::invalid());
    }
    let separator = arguments.first().map_or(Ok(Cow::Borrowed("")), json::text)?;
    let mut joined = String::new();
    for (index, item) in value.try_iter()?.enumerate() {
        if index > 0 {
            joined.push_str(&separator);
        }
        joined.push_str(&json::text(&item)?);
        error::check_length(joined.len())?;
    }
    Ok(Value::from(joined))
}

fn replace(text: &str, arguments: &[Value]) -> Result<Value, Error> {
    let [from, to] = arguments else { return Err(error::invalid()) };
    let (from, to) = (self::text(from)?, self::text(to)?);
    // How often is counted first, so that nothing too long is made.
    let times = text.matches(&*from).count();
    error::check_length(text.len().saturating_add(times.saturating_mul(to.len())))?;
    Ok(Value::from(text.replace(&*from, &to)))
}

fn split(text: &str, arguments: &[Value]) -> Result<Value, Error> {
    let separator = arguments.first().map_or_else(|| Err(error::invalid()), self::text)?;
    if separator.is_empty() {
        return Err(error::invalid());
    }
    Ok(Value::from(text.split(&*separator).map(Value::from).collect::<Vec<_>>()))
}

/// Small and capital letters, by the runtime: Rust's tables of them are larger
/// than all of the filters.
#[cfg(target_arch = "wasm32")]
mod letters {
    use js_sys::JsString;

    pub(super) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub(super) fn upper(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod letters {
    pub(super) fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub(super) fn upper(text: &str) -> String {
        text.to_uppercase()
    }
}
