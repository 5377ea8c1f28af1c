//! Templates: what a destination gets instead of the provider's body.
//!
//! They are written by who configures the filter, and filled with what others
//! send. So a value stays the value that it is wherever it is put, and a
//! template's work is bounded.

mod expressions;
mod filters;
mod interpreter;
mod json;
mod lexer;
mod output;
mod parser;
mod syntax;
#[cfg(test)]
mod tests;
mod value;

use std::{collections::BTreeMap, rc::Rc};

use countersign::Timestamp;
use serde::de::IgnoredAny;

use self::{
    interpreter::{Fault, MOST_STEPS},
    output::Output,
    syntax::Node,
    value::{LONGEST, Value},
};
use crate::event::Event;

/// The longest reason that is given, in characters.
const LONGEST_REASON: usize = 200;

/// What a template writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON document.
    Json,
    /// The value of a header.
    Header,
}

/// A template, parsed.
pub struct Template {
    nodes: Vec<Node>,
    source: String,
    format: Format,
}

/// What templates see: the event, and nothing besides it.
pub struct Context(Value);

/// Where an event's data is in its body, by the name of its source.
pub type DataPaths = BTreeMap<String, Vec<String>>;

/// The templates of a destination.
pub struct Shape {
    body: Option<Template>,
    headers: Vec<(String, Template)>,
    data_paths: Rc<DataPaths>,
}

/// What a destination's templates make of an event.
#[derive(Default)]
pub struct Rendered {
    /// A JSON document, where there is a template for it.
    pub body: Option<String>,
    /// Headers, each with its template's text.
    pub headers: Vec<(String, String)>,
}

impl Shape {
    /// Templates for the body and for headers, if any.
    pub fn new(
        body: Option<Template>,
        headers: Vec<(String, Template)>,
        data_paths: Rc<DataPaths>,
    ) -> Self {
        Self { body, headers, data_paths }
    }

    /// Fills the templates in.
    ///
    /// # Errors
    ///
    /// Which of them cannot be, and why, without a value of the event.
    pub fn render(&self, event: &Event, attempt: u32) -> Result<Rendered, String> {
        if self.body.is_none() && self.headers.is_empty() {
            return Ok(Rendered::default());
        }
        let context = Context::new(event, attempt, &self.data_paths);
        let body = self.body.as_ref().map(|template| template.render(&context)).transpose();
        let headers = self.headers.iter().map(|(name, template)| {
            let value = template.render(&context).and_then(|value| {
                let is_visible = |byte: u8| (b' '..=b'~').contains(&byte);
                let reason = || "the result cannot stand in a header".to_owned();
                value.bytes().all(is_visible).then_some(value).ok_or_else(reason)
            });
            value.map(|value| (name.clone(), value)).map_err(|why| format!("header {name}: {why}"))
        });
        Ok(Rendered {
            body: body.map_err(|why| format!("body: {why}"))?,
            headers: headers.collect::<Result<_, _>>()?,
        })
    }
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    ///
    /// What is wrong with it, on one line.
    pub fn new(source: &str, format: Format) -> Result<Self, String> {
        let nodes = parser::parse(source).map_err(|reason| one_line(&reason))?;
        Ok(Self { nodes, source: source.to_owned(), format })
    }

    /// Fills the template in.
    ///
    /// # Errors
    ///
    /// Why that cannot be done, on one line, without a value of the event.
    pub fn render(&self, context: &Context) -> Result<String, String> {
        let mut out = match self.format {
            Format::Json => Output::json(),
            Format::Header => Output::plain(),
        };
        interpreter::run(&self.nodes, &context.0, &mut out)
            .map_err(|(fault, line)| reason(fault, line, &self.source))?;
        let text = out.into_written();
        match self.format {
            Format::Json => is_json(&text).map(|()| text),
            Format::Header => Ok(text),
        }
    }
}

impl Context {
    /// What the templates of this attempt see.
    pub fn new(event: &Event, attempt: u32, data_paths: &DataPaths) -> Self {
        let time = |millis| Value::from(Timestamp::from_millis(millis).to_rfc3339().as_str());
        let payload = json::read(&event.body);
        let data = payload.as_ref().zip(data_paths.get(&event.source)).and_then(|(whole, path)| {
            let walk = |value: Value, name: &String| value.member(&name.as_str().into());
            match path.iter().fold(whole.clone(), walk) {
                Value::Undefined => None,
                value => Some(value),
            }
        });
        // What is not there is undefined, so that a template has to say what
        // then.
        let fields = [
            ("source", Some(Value::from(event.source.as_str()))),
            ("id", Some(Value::from(event.id.as_str()))),
            ("type", event.kind.as_deref().map(Value::from)),
            ("time", event.time.map(time)),
            ("tenant", event.tenant.as_deref().map(Value::from)),
            ("received_at", Some(time(event.received_at))),
            ("attempt", Some(Value::Number(attempt.to_string().into()))),
            ("data", data),
            ("payload", payload),
        ];
        let present = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self(Value::object(present))
    }
}

fn is_json(text: &str) -> Result<(), String> {
    serde_json::from_str::<IgnoredAny>(text)
        .map(drop)
        // What serde_json says quotes nothing.
        .map_err(|error| format!("the result is not JSON: {error}"))
}

/// Why a template cannot be filled in, and the line where.
fn reason(fault: Fault, number: usize, source: &str) -> String {
    let what = match fault {
        Fault::TooLong => return format!("the result is longer than {LONGEST} bytes"),
        Fault::TooManySteps => {
            return format!("line {number}: it takes more than {MOST_STEPS} steps");
        }
        Fault::Undefined => "undefined value",
        Fault::Invalid => "invalid operation",
    };
    let line = source.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    one_line(&format!("line {number}: {what}: {}", line.trim()))
}

fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_REASON).collect()
}
