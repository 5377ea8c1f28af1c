//! The type of a scheme in TypeScript.

use std::fmt::Write as _;

use anyhow::Result;

use super::shape::{Shape, Shapes};

/// How wide a comment may be.
const WIDTH: usize = 96;

/// A module with the type `SchemeDefinition`, and those that it is made of.
pub fn module(shapes: &Shapes<'_>) -> Result<String> {
    let mut text =
        "// Written by `cargo xtask schemes` from the core's declaration of a scheme.\n".to_owned();
    interface(&mut text, shapes, None)?;
    for name in shapes.reached()? {
        interface(&mut text, shapes, Some(name))?;
    }
    Ok(text)
}

fn interface(text: &mut String, shapes: &Shapes<'_>, name: Option<&str>) -> Result<()> {
    text.push('\n');
    comment(text, "", &shapes.about(name)?);
    writeln!(text, "export interface {} {{", name.unwrap_or("SchemeDefinition"))?;
    for field in shapes.fields(name)? {
        comment(text, "  ", &field.about);
        let mark = if field.is_required { "" } else { "?" };
        writeln!(text, "  readonly {}{mark}: {};", field.name, kind(&field.shape))?;
    }
    text.push_str("}\n");
    Ok(())
}

fn kind(shape: &Shape<'_>) -> String {
    let quoted = |words: &[&str]| -> String {
        let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        words.join(" | ")
    };
    match shape {
        Shape::Object(name) => (*name).to_owned(),
        Shape::Words(words) => quoted(words),
        Shape::Text(known) if known.is_empty() => "string".to_owned(),
        // Editors offer the known ones.
        Shape::Text(known) => format!("{} | (string & {{}})", quoted(known)),
        Shape::Integer => "number".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Array(inner) => match kind(inner) {
            inner if inner.contains('|') => format!("readonly ({inner})[]"),
            inner => format!("readonly {inner}[]"),
        },
        Shape::Record(inner) => format!("Readonly<Record<string, {}>>", kind(inner)),
    }
}

fn comment(text: &mut String, indent: &str, about: &str) {
    if about.is_empty() {
        return;
    }
    let line = format!("{indent}/** {about} */\n");
    if line.len() <= WIDTH {
        text.push_str(&line);
        return;
    }
    *text += &format!("{indent}/**\n");
    let mut line = format!("{indent} *");
    for word in about.split(' ') {
        if line.len() + 1 + word.len() > WIDTH {
            *text += &line;
            text.push('\n');
            line = format!("{indent} *");
        }
        line.push(' ');
        line.push_str(word);
    }
    *text += &format!("{line}\n{indent} */\n");
}
