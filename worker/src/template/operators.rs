//! The operators, in place of the library's: numbers keep their digits and are
//! compared exactly, `null` is no text, and what does not suit an operator is
//! an error.

use std::cmp::Ordering;

use minijinja::{
    Environment, Error, State, Value,
    machinery::Instruction,
    value::{Rest, ValueKind},
};

use super::{error, json, number};

/// So many bytes of text are as much work as a step.
const BYTES_PER_STEP: usize = 64;

/// How deep a value may nest that is compared.
const MAX_DEPTH: usize = 128;

#[derive(Clone, Copy)]
enum Operator {
    Add,
    Concatenate,
    Contains,
    Divide,
    DivideWhole,
    Equal,
    Greater,
    GreaterOrEqual,
    Iterate,
    Less,
    LessOrEqual,
    Multiply,
    Negate,
    NotEqual,
    Power,
    Remainder,
    Subtract,
}

/// The operators, by names that no template can say.
const OPERATORS: [(&str, Operator); 17] = [
    ("+", Operator::Add),
    ("~", Operator::Concatenate),
    ("in ", Operator::Contains),
    ("/", Operator::Divide),
    ("//", Operator::DivideWhole),
    ("==", Operator::Equal),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("for ", Operator::Iterate),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    ("*", Operator::Multiply),
    ("-1*", Operator::Negate),
    ("!=", Operator::NotEqual),
    ("**", Operator::Power),
    ("%", Operator::Remainder),
    ("-", Operator::Subtract),
];

/// The call that checks what a loop goes through.
pub(super) const ITERABLE: Instruction<'static> = Instruction::CallFunction("for ", Some(1));

/// The call that replaces an operator of the library.
pub(super) fn replacement<'a>(instruction: &Instruction<'a>) -> Option<Instruction<'a>> {
    let name = match instruction {
        Instruction::Add => "+",
        Instruction::StringConcat => "~",
        Instruction::In => "in ",
        Instruction::Div => "/",
        Instruction::IntDiv => "//",
        Instruction::Eq => "==",
        Instruction::Gt => ">",
        Instruction::Gte => ">=",
        Instruction::Lt => "<",
        Instruction::Lte => "<=",
        Instruction::Mul => "*",
        Instruction::Neg => return Some(Instruction::CallFunction("-1*", Some(1))),
        Instruction::Ne => "!=",
        Instruction::Pow => "**",
        Instruction::Rem => "%",
        Instruction::Sub => "-",
        _ => return None,
    };
    Some(Instruction::CallFunction(name, Some(2)))
}

/// Makes the operators known.
pub(super) fn register(environment: &mut Environment<'static>) {
    for (name, operator) in OPERATORS {
        environment.add_function(name, move |state: &State<'_, '_>, values: Rest<Value>| {
            operator.apply(state, &values)
        });
    }
}

impl Operator {
    fn apply(self, state: &State<'_, '_>, values: &[Value]) -> Result<Value, Error> {
        if values.iter().any(Value::is_undefined) {
            return Err(error::undefined());
        }
        let (left, right) = match values {
            [value] if matches!(self, Self::Iterate) => return iterable(state, value),
            [value] => return arithmetic(Self::Subtract, &Value::from(0), value),
            [left, right] => (left, right),
            _ => return Err(error::invalid()),
        };
        let times = match self {
            Self::Contains if json::is_list(right) => right.len().unwrap_or(1),
            _ => 1,
        };
        let work = size(left, MAX_DEPTH)?.saturating_mul(times);
        consume(state, work.saturating_add(size(right, MAX_DEPTH)?))?;
        Ok(match self {
            Self::Equal => Value::from(equals(left, right)?),
            Self::NotEqual => Value::from(!equals(left, right)?),
            Self::Less => Value::from(order(left, right)?.is_lt()),
            Self::LessOrEqual => Value::from(order(left, right)?.is_le()),
            Self::Greater => Value::from(order(left, right)?.is_gt()),
            Self::GreaterOrEqual => Value::from(order(left, right)?.is_ge()),
            Self::Contains => Value::from(contains(right, left)?),
            Self::Concatenate => {
                let (left, right) = (json::text(left)?, json::text(right)?);
                error::check_length(left.len() + right.len())?;
                Value::from(left.into_owned() + &right)
            }
            _ => arithmetic(self, left, right)?,
        })
    }
}

/// A list, or an object for the names of its members. The library would take
/// a text for the list of its characters.
fn iterable(state: &State<'_, '_>, value: &Value) -> Result<Value, Error> {
    consume(state, size(value, MAX_DEPTH)?)?;
    if is_container(value) { Ok(value.clone()) } else { Err(error::invalid()) }
}

/// Takes so many bytes of work from the fuel.
fn consume(state: &State<'_, '_>, bytes: usize) -> Result<(), Error> {
    state.consume_fuel(u64::try_from(1 + bytes / BYTES_PER_STEP).unwrap_or(u64::MAX))
}

/// How much work it is to go through a value, in bytes. Each element is a step.
fn size(value: &Value, depth: usize) -> Result<usize, Error> {
    let depth = depth.checked_sub(1).ok_or_else(error::invalid)?;
    let mut size = value.as_str().map_or(0, str::len);
    if json::is_list(value) {
        for item in value.try_iter()? {
            size += BYTES_PER_STEP + self::size(&item, depth)?;
        }
    } else if value.kind() == ValueKind::Map {
        for name in value.try_iter()? {
            size += BYTES_PER_STEP + self::size(&value.get_item(&name)?, depth)?;
        }
    }
    Ok(size)
}

fn is_container(value: &Value) -> bool {
    json::is_list(value) || value.kind() == ValueKind::Map
}

/// Whether both are the same. Numbers are compared by what they amount to.
fn equals(left: &Value, right: &Value) -> Result<bool, Error> {
    Ok(match (left.kind(), right.kind()) {
        _ if is_container(left) && is_container(right) => json::write(left)? == json::write(right)?,
        (ValueKind::None, ValueKind::None) => true,
        (ValueKind::Bool, ValueKind::Bool) => left.is_true() == right.is_true(),
        _ => order(left, right).is_ok_and(Ordering::is_eq),
    })
}

/// Which comes first, of numbers and of texts.
fn order(left: &Value, right: &Value) -> Result<Ordering, Error> {
    if let (Some(left), Some(right)) = (number::text(left), number::text(right)) {
        return Ok(number::order(&left, &right));
    }
    match (json::string(left), json::string(right)) {
        (Some(left), Some(right)) => Ok(left.cmp(&right)),
        _ => Err(error::invalid()),
    }
}

fn contains(container: &Value, value: &Value) -> Result<bool, Error> {
    match container.kind() {
        _ if json::is_list(container) => {
            for item in container.try_iter()? {
                if equals(value, &item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        ValueKind::Map => {
            let name = json::string(value);
            Ok(name.is_some_and(|name| container.get_attr(&name).is_ok_and(|v| !v.is_undefined())))
        }
        _ => {
            let text = json::string(container).ok_or_else(error::invalid)?;
            Ok(text.contains(&*json::string(value).ok_or_else(error::invalid)?))
        }
    }
}

/// Computes with whole numbers exactly, and with others as doubles.
fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Result<Value, Error> {
    if let (Operator::Add, Some(left), Some(right)) = (operator, left.as_str(), right.as_str()) {
        error::check_length(left.len() + right.len())?;
        return Ok(Value::from(left.to_owned() + right));
    }
    let (left, right) = match (number::text(left), number::text(right)) {
        (Some(left), Some(right)) => (left, right),
        _ => return Err(error::invalid()),
    };
    if let (Ok(left), Ok(right)) = (left.parse(), right.parse())
        && let Some(result) = whole(operator, left, right)
    {
        return result
            .map(|whole| number::from_text(&whole.to_string()))
            .ok_or_else(error::invalid);
    }
    let (Ok(left), Ok(right)) = (left.parse(), right.parse()) else { return Err(error::invalid()) };
    let result = fraction(operator, left, right).filter(|result| result.is_finite());
    result.map(Value::from).ok_or_else(error::invalid)
}

/// The result of whole numbers, `Some(None)` where it has none; `None` where it
/// is no whole number.
fn whole(operator: Operator, left: i128, right: i128) -> Option<Option<i128>> {
    Some(match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::DivideWhole => {
            let (quotient, rest) = (left.checked_div(right)?, left.checked_rem(right)?);
            Some(quotient - i128::from(rest != 0 && (rest < 0) != (right < 0)))
        }
        Operator::Remainder => {
            let rest = left.checked_rem(right)?;
            Some(if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest })
        }
        Operator::Power => left.checked_pow(u32::try_from(right).ok()?),
        _ => return None,
    })
}

fn fraction(operator: Operator, left: f64, right: f64) -> Option<f64> {
    Some(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        Operator::DivideWhole => (left / right).floor(),
        Operator::Remainder => left - right * (left / right).floor(),
        Operator::Power => left.powf(right),
        _ => return None,
    })
}
