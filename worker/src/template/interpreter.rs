//! Fills a template in, step by step, up to a bound.

use super::{
    output::Output,
    syntax::{Comparison, Expression, Located, Node},
    value::{LONGEST, Value},
};

/// How many steps a template may take. The parts of its expressions are steps,
/// and so is whatever it makes of text, by its length.
pub(super) const MOST_STEPS: usize = 200_000;

/// So many bytes of text are as much work as a step.
const BYTES_PER_STEP: usize = 64;

/// Why a template cannot be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// What is used is not there.
    Undefined,
    /// A value does not suit what is done with it.
    Invalid,
    /// A text is too long.
    TooLong,
    /// It takes too many steps.
    TooManySteps,
}

/// Refuses a text that is too long.
pub(super) fn bounded(length: usize) -> Result<(), Fault> {
    if length > LONGEST { Err(Fault::TooLong) } else { Ok(()) }
}

/// Fills a template in.
///
/// # Errors
///
/// Why that cannot be done, and the line.
pub(super) fn run(nodes: &[Node], event: &Value, out: &mut Output) -> Result<(), (Fault, usize)> {
    let variables = vec![("event", event.clone())];
    Interpreter { variables, steps_left: MOST_STEPS, out }.nodes(nodes)
}

struct Interpreter<'t, 'o> {
    /// Later ones hide earlier ones of the same name.
    variables: Vec<(&'t str, Value)>,
    steps_left: usize,
    out: &'o mut Output,
}

impl<'t> Interpreter<'t, '_> {
    fn nodes(&mut self, nodes: &'t [Node]) -> Result<(), (Fault, usize)> {
        nodes.iter().try_for_each(|node| self.node(node))
    }

    fn node(&mut self, node: &'t Node) -> Result<(), (Fault, usize)> {
        match node {
            // That it is too long is said without a line.
            Node::Text(text) => self.out.text(text).map_err(|fault| (fault, 1)),
            Node::Print(printed) => {
                let value = self.located(printed)?;
                let before = self.out.written().len();
                let written = self.out.value(&value);
                let size = self.out.written().len() - before;
                written.and_then(|()| self.spend(size)).map_err(|fault| (fault, printed.line))
            }
            Node::Set { name, value } => {
                let value = self.located(value)?;
                self.variables.push((name, value));
                Ok(())
            }
            Node::If { condition, then, otherwise } => {
                let value = self.located(condition)?;
                let holds = value.is_true().map_err(|fault| (fault, condition.line))?;
                self.nodes(if holds { then } else { otherwise })
            }
            Node::For { name, list, body, otherwise } => {
                let value = self.located(list)?;
                self.spend(size(&value)).map_err(|fault| (fault, list.line))?;
                let items = match value {
                    Value::List(items) => items,
                    Value::Object(members) => {
                        members.keys().map(|name| name.as_str().into()).collect()
                    }
                    Value::Undefined => return Err((Fault::Undefined, list.line)),
                    _ => return Err((Fault::Invalid, list.line)),
                };
                if items.is_empty() {
                    return self.nodes(otherwise);
                }
                let outside = self.variables.len();
                for (index, item) in items.iter().enumerate() {
                    self.spend(0).map_err(|fault| (fault, list.line))?;
                    self.variables.push(("loop", place(index, items.len())));
                    self.variables.push((name, item.clone()));
                    self.nodes(body)?;
                    self.variables.truncate(outside);
                }
                Ok(())
            }
        }
    }

    fn located(&mut self, located: &'t Located) -> Result<Value, (Fault, usize)> {
        self.value(&located.expression).map_err(|fault| (fault, located.line))
    }

    /// Takes a step that works through so many bytes.
    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        let steps = 1 + bytes / BYTES_PER_STEP;
        self.steps_left = self.steps_left.checked_sub(steps).ok_or(Fault::TooManySteps)?;
        Ok(())
    }

    fn value(&mut self, expression: &'t Expression) -> Result<Value, Fault> {
        self.spend(0)?;
        Ok(match expression {
            Expression::Constant(value) => value.clone(),
            Expression::Variable(name) => {
                let found = self.variables.iter().rev().find(|(other, _)| other == name);
                found.map_or(Value::Undefined, |(_, value)| value.clone())
            }
            Expression::Member(pair) => {
                let value = self.defined(&pair.0)?;
                value.member(&self.defined(&pair.1)?)
            }
            Expression::Filter(filter, value, arguments) => {
                let value = self.value(value)?;
                self.spend(size(&value))?;
                let arguments: Result<Vec<_>, _> =
                    arguments.iter().map(|argument| self.value(argument)).collect();
                let result = filter.apply(value, &arguments?)?;
                self.spend(size(&result))?;
                result
            }
            Expression::Test(test, value) => Value::Bool(test.holds(&self.value(value)?)),
            Expression::Not(value) => Value::Bool(!self.value(value)?.is_true()?),
            Expression::And(pair) => {
                let left = self.value(&pair.0)?;
                if left.is_true()? { self.value(&pair.1)? } else { left }
            }
            Expression::Or(pair) => {
                let left = self.value(&pair.0)?;
                if left.is_true()? { left } else { self.value(&pair.1)? }
            }
            Expression::Compare(comparison, pair) => {
                let (left, right) = (self.defined(&pair.0)?, self.defined(&pair.1)?);
                self.spend(work(*comparison, &left, &right))?;
                Value::Bool(compare(*comparison, &left, &right)?)
            }
            Expression::Concatenation(pair) => {
                let left = self.defined(&pair.0)?.text()?;
                let right = self.defined(&pair.1)?.text()?;
                bounded(left.len() + right.len())?;
                self.spend(left.len() + right.len())?;
                Value::String(format!("{left}{right}").into())
            }
            Expression::Choice { condition, pair } => {
                let holds = self.value(condition)?.is_true()?;
                self.value(if holds { &pair.0 } else { &pair.1 })?
            }
        })
    }

    /// The value of an expression, which has to be there.
    fn defined(&mut self, expression: &'t Expression) -> Result<Value, Fault> {
        match self.value(expression)? {
            Value::Undefined => Err(Fault::Undefined),
            value => Ok(value),
        }
    }
}

/// How much work it is to go through a value, in bytes. Each element is a step.
fn size(value: &Value) -> usize {
    match value {
        Value::Number(text) | Value::String(text) | Value::Json(text) => text.len(),
        Value::List(items) => items.iter().map(|item| BYTES_PER_STEP + size(item)).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| BYTES_PER_STEP + name.len() + size(member)).sum()
        }
        Value::Undefined | Value::Null | Value::Bool(_) => 0,
    }
}

/// How much work it is to compare two values, in bytes.
fn work(comparison: Comparison, left: &Value, right: &Value) -> usize {
    let times = match (comparison, right) {
        (Comparison::In, Value::List(items)) => items.len(),
        _ => 1,
    };
    size(left).saturating_mul(times).saturating_add(size(right))
}

/// What is known of the place in a loop.
fn place(index: usize, length: usize) -> Value {
    Value::object([
        ("first", Value::Bool(index == 0)),
        ("index", (index + 1).into()),
        ("index0", index.into()),
        ("last", Value::Bool(index + 1 == length)),
        ("length", length.into()),
    ])
}

fn compare(comparison: Comparison, left: &Value, right: &Value) -> Result<bool, Fault> {
    Ok(match comparison {
        Comparison::Equal => left.equals(right)?,
        Comparison::Less => left.order(right)?.is_lt(),
        Comparison::LessOrEqual => left.order(right)?.is_le(),
        Comparison::Greater => left.order(right)?.is_gt(),
        Comparison::GreaterOrEqual => left.order(right)?.is_ge(),
        Comparison::In => match right {
            Value::List(items) => {
                for item in items.iter() {
                    if left.equals(item)? {
                        return Ok(true);
                    }
                }
                false
            }
            Value::Object(members) => {
                left.as_str().is_some_and(|name| members.contains_key(&**name))
            }
            _ => {
                let text = right.as_str().ok_or(Fault::Invalid)?;
                text.contains(&**left.as_str().ok_or(Fault::Invalid)?)
            }
        },
    })
}
