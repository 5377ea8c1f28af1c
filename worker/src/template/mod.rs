//! Templates: what a destination gets instead of the provider's body.
//!
//! They are written by who configures the filter, and filled with what others
//! send. So a value stays the value that it is wherever it is put, and a
//! template's work is bounded.

mod compile;
mod context;
mod engine;
mod error;
mod filters;
mod json;
mod number;
mod operators;
mod output;
mod scope;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use serde::de::IgnoredAny;

use self::{
    compile::Program,
    error::{RenderError, one_line},
};
pub use self::{
    context::{Context, DataPaths},
    output::Format,
};
use crate::event::Event;

/// A template, compiled.
pub struct Template {
    program: Program,
    format: Format,
}

/// The templates of a destination.
pub struct PayloadTransform {
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

impl PayloadTransform {
    /// Templates for the body and for headers, if any.
    pub fn new(
        body: Option<Template>,
        headers: Vec<(String, Template)>,
        data_paths: Rc<DataPaths>,
    ) -> Self {
        Self { body, headers, data_paths }
    }

    /// Renders the templates.
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
        // The instructions refer to the source. It lives as long as the
        // configuration, which an isolate has once.
        let source = Box::leak(source.to_owned().into_boxed_str());
        let program = compile::compile(source).map_err(|reason| one_line(&reason))?;
        Ok(Self { program, format })
    }

    /// Renders the template.
    ///
    /// # Errors
    ///
    /// Why that cannot be done, on one line, without a value of the event.
    pub fn render(&self, context: &Context) -> Result<String, String> {
        let text = engine::render(&self.program, self.format, context.value());
        let checked = text.and_then(|text| match self.format {
            Format::Json => is_json(&text).map(|()| text),
            Format::Header => Ok(text),
        });
        checked.map_err(|error| error.describe(self.program.source()))
    }
}

fn is_json(text: &str) -> Result<(), RenderError> {
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(RenderError::NotJson)
}
