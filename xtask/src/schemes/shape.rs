//! The JSON Schema of a scheme, as far as it is used to describe one.

use anyhow::{Context, Result};
use serde_json::Value;

/// The schema, and what it refers to.
pub struct Shapes<'a> {
    root: &'a Value,
}

/// What a value may be.
pub enum Shape<'a> {
    /// A type of its own, by its name.
    Object(&'a str),
    /// One of these words.
    Words(Vec<&'a str>),
    /// A text; some that it may be, where there are any of note.
    Text(Vec<&'a str>),
    Integer,
    Boolean,
    Array(Box<Shape<'a>>),
    /// Members of any name.
    Record(Box<Shape<'a>>),
}

/// A member of an object.
pub struct Field<'a> {
    pub name: &'a str,
    pub shape: Shape<'a>,
    pub is_required: bool,
    /// What it means, on one line.
    pub about: String,
    pub default: Option<&'a Value>,
}

impl<'a> Shapes<'a> {
    pub fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// What the type of this name is for; the scheme's own where it has no name.
    pub fn about(&self, name: Option<&str>) -> Result<String> {
        self.object(name).map(about)
    }

    /// The members of the type: those that are needed, in the order in which they are
    /// declared, and then the others.
    pub fn fields(&self, name: Option<&str>) -> Result<Vec<Field<'a>>> {
        let object = self.object(name)?;
        let required = object.get("required").and_then(Value::as_array);
        let required: Vec<&str> =
            required.into_iter().flatten().filter_map(Value::as_str).collect();
        let members = object.get("properties").and_then(Value::as_object);
        let members = members.with_context(|| format!("{name:?} has no members"))?;
        let mut fields = Vec::new();
        for (name, schema) in members {
            let is_required = required.contains(&name.as_str());
            let own = about(schema);
            fields.push(Field {
                name,
                shape: self.shape(schema).with_context(|| format!("in {name}"))?,
                is_required,
                about: if own.is_empty() { about(self.resolve(schema)?.1) } else { own },
                default: schema.get("default"),
            });
        }
        let place = |field: &Field<'_>| {
            required.iter().position(|name| *name == field.name).unwrap_or(usize::MAX)
        };
        fields.sort_by_key(place);
        Ok(fields)
    }

    /// The names of the types that this one is made of, each once, outermost first.
    pub fn reached(&self) -> Result<Vec<&'a str>> {
        let mut names: Vec<&'a str> = Vec::new();
        let mut next = 0;
        let mut of = None;
        loop {
            for field in self.fields(of)? {
                if let Some(name) = field.shape.object().filter(|name| !names.contains(name)) {
                    names.push(name);
                }
            }
            of = names.get(next).copied();
            if of.is_none() {
                return Ok(names);
            }
            next += 1;
        }
    }

    fn object(&self, name: Option<&str>) -> Result<&'a Value> {
        let Some(name) = name else { return Ok(self.root) };
        let definition = self.root.get("$defs").and_then(|defs| defs.get(name));
        definition.with_context(|| format!("the schema has no {name}"))
    }

    /// What a schema refers to, and its name.
    fn resolve(&self, schema: &'a Value) -> Result<(Option<&'a str>, &'a Value)> {
        let is_value = |one: &&Value| one.get("type").and_then(Value::as_str) != Some("null");
        let any_of = schema.get("anyOf").and_then(Value::as_array);
        if let Some(inner) = any_of.and_then(|schemas| schemas.iter().find(is_value)) {
            return self.resolve(inner);
        }
        let name = schema.get("$ref").and_then(Value::as_str);
        match name.and_then(|name| name.strip_prefix("#/$defs/")) {
            Some(name) => Ok((Some(name), self.object(Some(name))?)),
            None => Ok((None, schema)),
        }
    }

    fn shape(&self, schema: &'a Value) -> Result<Shape<'a>> {
        let (name, schema) = self.resolve(schema)?;
        if let Some(words) = schema.get("oneOf").and_then(Value::as_array) {
            let words = words.iter().filter_map(|word| word.get("const")?.as_str());
            return Ok(Shape::Words(words.collect()));
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return Ok(Shape::Words(words.iter().filter_map(Value::as_str).collect()));
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => {
                kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null"))
            }
            kind => kind.and_then(Value::as_str),
        };
        let inner =
            |key: &str| schema.get(key).map(|inner| self.shape(inner).map(Box::new)).transpose();
        match (kind, name) {
            (Some("object"), name) => match (name, inner("additionalProperties")) {
                (Some(name), _) => Ok(Shape::Object(name)),
                (None, values) => values?.map(Shape::Record).context("an object has no name"),
            },
            (Some("array"), _) => inner("items")?.map(Shape::Array).context("of what?"),
            (Some("integer"), _) => Ok(Shape::Integer),
            (Some("boolean"), _) => Ok(Shape::Boolean),
            (Some("string"), _) => {
                let examples = schema.get("examples").and_then(Value::as_array);
                let examples = examples.into_iter().flatten().filter_map(Value::as_str);
                Ok(Shape::Text(examples.collect()))
            }
            (kind, _) => anyhow::bail!("{kind:?} is unknown here"),
        }
    }
}

impl<'a> Shape<'a> {
    /// The type that it is, or that it has several of.
    pub fn object(&self) -> Option<&'a str> {
        match self {
            Shape::Object(name) => Some(name),
            Shape::Array(inner) | Shape::Record(inner) => inner.object(),
            Shape::Words(_) | Shape::Text(_) | Shape::Integer | Shape::Boolean => None,
        }
    }
}

/// A description, on one line.
fn about(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
