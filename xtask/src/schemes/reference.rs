//! The reference of a scheme's keys, in `docs/own-schemes.md`.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context, Result};
use serde_json::Value;

use super::shape::{Field, Shape, Shapes};

/// Where the reference stands.
const BEGIN: &str = "<!-- Written by `cargo xtask schemes`: begin -->\n";
const END: &str = "<!-- end -->\n";

/// The document with the reference in place of the one that it has.
pub fn put_into(document: &str, shapes: &Shapes<'_>) -> Result<String> {
    let (ahead, rest) = document.split_once(BEGIN).context("there is no place for it")?;
    let (_, behind) = rest.split_once(END).context("its place does not end")?;
    let mut text = format!("{ahead}{BEGIN}\n| key | value | meaning |\n|---|---|---|\n");
    rows(&mut text, shapes, None, "", &mut BTreeMap::new())?;
    text.push('\n');
    Ok(text + END + behind)
}

/// The members of a type, and of those in it. `shown` says where a type stands already.
fn rows<'a>(
    text: &mut String,
    shapes: &Shapes<'a>,
    name: Option<&str>,
    path: &str,
    shown: &mut BTreeMap<&'a str, String>,
) -> Result<()> {
    for field in shapes.fields(name)? {
        let array = if matches!(field.shape, Shape::Array(_)) { "[]" } else { "" };
        let key = format!("{path}{}{array}", field.name);
        let mark = if field.is_required { ", needed" } else { "" };
        let inner = field.shape.object();
        let known = inner.and_then(|inner| shown.get(inner));
        let known = known.map(|key| format!(" As `{key}`.")).unwrap_or_default();
        let about = format!("{}{}{known}", field.about, default(&field)).replace('|', "\\|");
        writeln!(text, "| `{key}` | {}{mark} | {about} |", kind(&field.shape))?;
        if let Some(inner) = inner.filter(|_| known.is_empty()) {
            shown.insert(inner, key.clone());
            rows(text, shapes, Some(inner), &format!("{key}."), shown)?;
        }
    }
    Ok(())
}

/// What holds where the key is left out, where that is said at all.
fn default(field: &Field<'_>) -> String {
    match field.default {
        Some(Value::Number(number)) => format!(" {number} by default."),
        _ => String::new(),
    }
}

fn kind(shape: &Shape<'_>) -> String {
    match shape {
        Shape::Object(_) => "object".to_owned(),
        Shape::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        Shape::Text(_) => "text".to_owned(),
        Shape::Integer => "whole number".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Array(inner) => format!("list of {}", kind(inner)),
        Shape::Record(inner) => format!("object, its members {}", kind(inner)),
    }
}
