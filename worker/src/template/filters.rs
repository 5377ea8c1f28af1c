//! The filters that templates have: those of Jinja that shape values, and a
//! few for what CRMs want.

use std::{ops::RangeInclusive, rc::Rc};

use super::{
    interpreter::{Fault, bounded},
    value::{LONGEST_NUMBER, Value},
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
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "d" | "default" => Self::Default,
            "first" => Self::First,
            "first_name" => Self::FirstName,
            "int" => Self::Int,
            "join" => Self::Join,
            "last" => Self::Last,
            "last_name" => Self::LastName,
            "length" => Self::Length,
            "lower" => Self::Lower,
            "replace" => Self::Replace,
            "split" => Self::Split,
            "tojson" => Self::ToJson,
            "trim" => Self::Trim,
            "upper" => Self::Upper,
            _ => return None,
        })
    }

    /// How many values it takes besides the one that it is put on.
    pub(super) fn takes(self) -> RangeInclusive<usize> {
        match self {
            Self::Default => 0..=2,
            Self::Join => 0..=1,
            Self::Replace => 2..=2,
            Self::Split => 1..=1,
            _ => 0..=0,
        }
    }

    /// Applies it.
    ///
    /// # Errors
    ///
    /// If the value is not there, or does not suit it.
    pub(super) fn apply(self, value: Value, arguments: &[Value]) -> Result<Value, Fault> {
        if let Self::Default = self {
            return default(value, arguments);
        }
        if matches!(value, Value::Undefined)
            || arguments.iter().any(|argument| matches!(argument, Value::Undefined))
        {
            return Err(Fault::Undefined);
        }
        let text = || text(&value);
        let is_blank = char::is_whitespace;
        Ok(match self {
            Self::Default => value,
            Self::First | Self::Last => end(&value, matches!(self, Self::First))?,
            Self::FirstName => text()?.split_whitespace().next().unwrap_or_default().into(),
            Self::LastName => {
                let text = text()?;
                let words: Vec<_> = text.split_whitespace().skip(1).collect();
                words.join(" ").as_str().into()
            }
            Self::Int => int(&value)?,
            Self::Join => join(&value, arguments)?,
            Self::Length => match &value {
                Value::List(items) => items.len(),
                Value::Object(members) => members.len(),
                _ => value.as_str().ok_or(Fault::Invalid)?.chars().count(),
            }
            .into(),
            Self::Lower => letters::lower(&text()?).as_str().into(),
            Self::Upper => letters::upper(&text()?).as_str().into(),
            Self::Replace => replace(&text()?, arguments)?,
            Self::Split => split(&text()?, arguments)?,
            Self::ToJson => Value::Json(value.json()?.into()),
            Self::Trim => text()?.trim_matches(is_blank).into(),
        })
    }
}

/// The value, unless it is not there; or with `true`, unless it counts as false.
fn default(value: Value, arguments: &[Value]) -> Result<Value, Fault> {
    let with_false = arguments.get(1).map_or(Ok(false), Value::is_true)?;
    let is_there = !matches!(value, Value::Undefined) && (!with_false || value.is_true()?);
    let other = || arguments.first().cloned().unwrap_or_else(|| "".into());
    Ok(if is_there { value } else { other() })
}

/// A text or the digits of a number.
fn text(value: &Value) -> Result<Rc<str>, Fault> {
    match value {
        Value::String(text) | Value::Json(text) | Value::Number(text) => Ok(text.clone()),
        _ => Err(Fault::Invalid),
    }
}

/// The first or the last of a list or a text.
fn end(value: &Value, is_first: bool) -> Result<Value, Fault> {
    let end = match value {
        Value::List(items) if is_first => items.first().cloned(),
        Value::List(items) => items.last().cloned(),
        _ => {
            let mut chars = value.as_str().ok_or(Fault::Invalid)?.chars();
            let end = if is_first { chars.next() } else { chars.next_back() };
            end.map(|char| Value::from(&*char.encode_utf8(&mut [0; 4])))
        }
    };
    Ok(end.unwrap_or(Value::Undefined))
}

/// A whole number, of a text or of a number with a fraction.
fn int(value: &Value) -> Result<Value, Fault> {
    let text = text(value)?;
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let magnitude = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if magnitude.is_empty() || !are_digits(magnitude) || !are_digits(fraction) {
        return Err(Fault::Invalid);
    }
    if magnitude.len() >= LONGEST_NUMBER {
        return Err(Fault::Invalid);
    }
    let digits = magnitude.trim_start_matches('0');
    Ok(Value::Number(match digits {
        "" => "0".into(),
        _ if whole.starts_with('-') => format!("-{digits}").into(),
        _ => digits.into(),
    }))
}

fn join(value: &Value, arguments: &[Value]) -> Result<Value, Fault> {
    let Value::List(items) = value else { return Err(Fault::Invalid) };
    let separator = arguments.first().map_or(Ok("".into()), Value::text)?;
    let mut joined = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            joined.push_str(&separator);
        }
        joined.push_str(&item.text()?);
        bounded(joined.len())?;
    }
    Ok(joined.as_str().into())
}

fn replace(text: &str, arguments: &[Value]) -> Result<Value, Fault> {
    let [from, to] = arguments else { return Err(Fault::Invalid) };
    let (from, to) = (self::text(from)?, self::text(to)?);
    // How often is counted first, so that nothing too long is made.
    let times = text.matches(&*from).count();
    bounded(text.len().saturating_add(times.saturating_mul(to.len())))?;
    Ok(text.replace(&*from, &to).as_str().into())
}

fn split(text: &str, arguments: &[Value]) -> Result<Value, Fault> {
    let separator = arguments.first().map_or(Err(Fault::Invalid), self::text)?;
    if separator.is_empty() {
        return Err(Fault::Invalid);
    }
    Ok(Value::List(text.split(&*separator).map(Value::from).collect()))
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
