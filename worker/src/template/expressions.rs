//! Parses expressions, from what binds least to what binds most.

use super::{
    filters::Filter,
    lexer::Token,
    syntax::{Comparison, Expression, Test},
    value::Value,
};

/// How many parts an expression may have. The stack of WebAssembly is small.
const MOST_PARTS: usize = 100;

/// What `event` has.
const EVENT: [&str; 9] =
    ["attempt", "data", "id", "payload", "received_at", "source", "tenant", "time", "type"];

/// What `loop` has.
const LOOP: [&str; 5] = ["first", "index", "index0", "last", "length"];

/// The tokens of a template, and the variables that there are so far.
pub(super) struct Expressions {
    tokens: std::vec::IntoIter<(Token, usize)>,
    line: usize,
    variables: Vec<String>,
    parts: usize,
}

impl Expressions {
    pub(super) fn new(tokens: Vec<(Token, usize)>) -> Self {
        let variables = vec!["event".to_owned()];
        Self { tokens: tokens.into_iter(), line: 1, variables, parts: 0 }
    }

    /// The line of what is next.
    pub(super) fn line(&self) -> usize {
        self.tokens.as_slice().first().map_or(self.line, |(_, line)| *line)
    }

    pub(super) fn declare(&mut self, name: String) {
        self.variables.push(name);
    }

    pub(super) fn declared(&self) -> usize {
        self.variables.len()
    }

    pub(super) fn forget(&mut self, declared: usize) {
        self.variables.truncate(declared);
    }

    pub(super) fn next(&mut self) -> Token {
        let (token, line) = self.tokens.next().unwrap_or((Token::End, self.line));
        self.line = line;
        token
    }

    fn peek(&self) -> &Token {
        self.tokens.as_slice().first().map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn skip(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Token::Sign(next) if *next == sign);
        if is_next {
            self.next();
        }
        is_next
    }

    fn skip_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Token::Name(next) if next == word);
        if is_next {
            self.next();
        }
        is_next
    }

    pub(super) fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.skip(sign) { Ok(()) } else { Err(format!("{sign} is expected")) }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), String> {
        if self.skip_word(word) { Ok(()) } else { Err(format!("{word} is expected")) }
    }

    pub(super) fn name(&mut self) -> Result<String, String> {
        match self.peek().clone() {
            Token::Name(name) => {
                self.next();
                Ok(name)
            }
            _ => Err("a name is expected".to_owned()),
        }
    }

    /// Parses a whole expression.
    pub(super) fn expression(&mut self) -> Result<Expression, String> {
        self.parts = 0;
        self.choice()
    }

    /// Parses what a loop goes through. There an `if` would mean something else,
    /// so it is refused.
    pub(super) fn list(&mut self) -> Result<Expression, String> {
        self.parts = 0;
        self.or()
    }

    /// Counts what makes an expression larger or deeper.
    fn count(&mut self) -> Result<(), String> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(format!("the expression has more than {MOST_PARTS} parts"));
        }
        Ok(())
    }

    fn choice(&mut self) -> Result<Expression, String> {
        self.count()?;
        let then = self.or()?;
        if !self.skip_word("if") {
            return Ok(then);
        }
        let condition = Box::new(self.or()?);
        let otherwise = if self.skip_word("else") {
            self.choice()?
        } else {
            Expression::Constant(Value::Undefined)
        };
        Ok(Expression::Choice { condition, pair: Box::new((then, otherwise)) })
    }

    fn or(&mut self) -> Result<Expression, String> {
        let mut left = self.and()?;
        while self.skip_word("or") {
            self.count()?;
            left = Expression::Or(Box::new((left, self.and()?)));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, String> {
        let mut left = self.not()?;
        while self.skip_word("and") {
            self.count()?;
            left = Expression::And(Box::new((left, self.not()?)));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, String> {
        if self.skip_word("not") {
            self.count()?;
            return Ok(Expression::Not(Box::new(self.not()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        let left = self.concatenation()?;
        let (comparison, is_negated) = match self.peek() {
            Token::Sign("==") => (Comparison::Equal, false),
            Token::Sign("!=") => (Comparison::Equal, true),
            Token::Sign("<") => (Comparison::Less, false),
            Token::Sign("<=") => (Comparison::LessOrEqual, false),
            Token::Sign(">") => (Comparison::Greater, false),
            Token::Sign(">=") => (Comparison::GreaterOrEqual, false),
            Token::Name(word) if word == "in" => (Comparison::In, false),
            Token::Name(word) if word == "not" => (Comparison::In, true),
            _ => return Ok(left),
        };
        if self.skip_word("not") {
            self.expect_word("in")?;
        } else {
            self.next();
        }
        let compared = Expression::Compare(comparison, Box::new((left, self.concatenation()?)));
        Ok(if is_negated { Expression::Not(Box::new(compared)) } else { compared })
    }

    fn concatenation(&mut self) -> Result<Expression, String> {
        let mut left = self.filtered()?;
        while self.skip("~") {
            self.count()?;
            left = Expression::Concatenation(Box::new((left, self.filtered()?)));
        }
        Ok(left)
    }

    /// A value, and what is done with it: members, filters and tests.
    fn filtered(&mut self) -> Result<Expression, String> {
        let mut value = self.value()?;
        loop {
            value = if self.skip(".") {
                let name = self.name()?;
                if matches!(self.peek(), Token::Sign("(")) {
                    return Err(format!("there is no method {name:?}; a filter is written with |"));
                }
                member(value, Expression::Constant(Value::from(name.as_str())))?
            } else if self.skip("[") {
                let key = self.choice()?;
                self.expect("]")?;
                member(value, key)?
            } else if self.skip("|") {
                self.filter(value)?
            } else if self.skip_word("is") {
                let is_negated = self.skip_word("not");
                let name = self.name()?;
                let test =
                    Test::named(&name).ok_or_else(|| format!("there is no test {name:?}"))?;
                let test = Expression::Test(test, Box::new(value));
                if is_negated { Expression::Not(Box::new(test)) } else { test }
            } else {
                return Ok(value);
            };
            self.count()?;
        }
    }

    fn filter(&mut self, value: Expression) -> Result<Expression, String> {
        let name = self.name()?;
        let filter = Filter::named(&name).ok_or_else(|| format!("there is no filter {name:?}"))?;
        let mut arguments = Vec::new();
        if self.skip("(") {
            while !self.skip(")") {
                if !arguments.is_empty() {
                    self.expect(",")?;
                }
                arguments.push(self.choice()?);
            }
        }
        if !filter.takes().contains(&arguments.len()) {
            return Err(format!("the filter {name:?} takes another number of values"));
        }
        Ok(Expression::Filter(filter, Box::new(value), arguments))
    }

    fn value(&mut self) -> Result<Expression, String> {
        let constant = |value| Ok(Expression::Constant(value));
        match self.peek().clone() {
            Token::String(text) => {
                self.next();
                constant(Value::String(text.into()))
            }
            Token::Number(digits) => {
                self.next();
                constant(Value::Number(digits.into()))
            }
            Token::Sign("-") => {
                self.next();
                match self.next() {
                    Token::Number(digits) => constant(Value::Number(format!("-{digits}").into())),
                    _ => Err("a number is expected".to_owned()),
                }
            }
            Token::Sign("(") => {
                self.next();
                let value = self.choice()?;
                self.expect(")")?;
                Ok(value)
            }
            Token::Name(name) => self.named(name),
            _ => Err("a value is expected".to_owned()),
        }
    }

    fn named(&mut self, name: String) -> Result<Expression, String> {
        let value = match name.as_str() {
            "true" | "True" => Some(Value::Bool(true)),
            "false" | "False" => Some(Value::Bool(false)),
            "none" | "None" | "null" => Some(Value::Null),
            _ => None,
        };
        if value.is_none() && !self.variables.contains(&name) {
            let is_called = matches!(self.tokens.as_slice().get(1), Some((Token::Sign("("), _)));
            return Err(if is_called {
                format!("there is no function {name:?}")
            } else {
                format!("there is no {name:?}; all that there is is in \"event\"")
            });
        }
        self.next();
        Ok(value.map_or(Expression::Variable(name), Expression::Constant))
    }
}

/// A member of a value. What `event` and `loop` have is known.
fn member(value: Expression, key: Expression) -> Result<Expression, String> {
    if let (Expression::Variable(variable), Expression::Constant(Value::String(name))) =
        (&value, &key)
    {
        let fields: &[&str] = match variable.as_str() {
            "event" => &EVENT,
            "loop" => &LOOP,
            _ => return Ok(Expression::Member(Box::new((value, key)))),
        };
        if !fields.contains(&&**name) {
            let all = fields.join(", ");
            return Err(format!("there is no \"{variable}.{name}\"; there is {all}"));
        }
    }
    Ok(Expression::Member(Box::new((value, key))))
}
