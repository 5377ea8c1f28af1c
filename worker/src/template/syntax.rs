//! What a template consists of.

use super::{filters::Filter, value::Value};

pub(super) enum Node {
    Text(String),
    Print(Located),
    Set { name: String, value: Located },
    If { condition: Located, then: Vec<Node>, otherwise: Vec<Node> },
    For { name: String, list: Located, body: Vec<Node>, otherwise: Vec<Node> },
}

/// An expression and its line.
pub(super) struct Located {
    pub(super) expression: Expression,
    pub(super) line: usize,
}

pub(super) enum Expression {
    Constant(Value),
    Variable(String),
    Member(Box<Pair>),
    Filter(Filter, Box<Expression>, Vec<Expression>),
    Test(Test, Box<Expression>),
    Not(Box<Expression>),
    And(Box<Pair>),
    Or(Box<Pair>),
    Compare(Comparison, Box<Pair>),
    /// Both as text, one after the other.
    Concatenation(Box<Pair>),
    /// The pair is what it is if so, and what else.
    Choice {
        condition: Box<Expression>,
        pair: Box<Pair>,
    },
}

pub(super) type Pair = (Expression, Expression);

#[derive(Clone, Copy)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

#[derive(Clone, Copy)]
pub(super) enum Test {
    Defined,
    Mapping,
    None,
    Number,
    String,
    Undefined,
}

impl Test {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "defined" => Self::Defined,
            "mapping" => Self::Mapping,
            "none" => Self::None,
            "number" => Self::Number,
            "string" => Self::String,
            "undefined" => Self::Undefined,
            _ => return None,
        })
    }

    pub(super) fn holds(self, value: &Value) -> bool {
        match self {
            Self::Defined => !matches!(value, Value::Undefined),
            Self::Mapping => matches!(value, Value::Object(_)),
            Self::None => matches!(value, Value::Null),
            Self::Number => matches!(value, Value::Number(_)),
            Self::String => value.as_str().is_some(),
            Self::Undefined => matches!(value, Value::Undefined),
        }
    }
}
