//! Reads a file of secrets, such as `.dev.vars`, by the rules of the npm
//! package `dotenv`, which Wrangler reads it with.
//!
//! A `$` stands for itself: secrets contain it, and none refers to another.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};

/// The variables of a file.
pub fn read(path: &Path) -> Result<BTreeMap<String, String>> {
    let name = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("{name}: cannot be read"))?;
    parse(&text).with_context(|| name.to_string())
}

fn parse(text: &str) -> Result<BTreeMap<String, String>> {
    let mut variables = BTreeMap::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            rest = after;
            continue;
        }
        // Counted from what is left, so that a value of several lines counts.
        let number = text.lines().count() - rest.lines().count() + 1;
        let Some((name, value)) = rest.split_once('=').filter(|(name, _)| !name.contains('\n'))
        else {
            bail!("line {number}: expected NAME=value");
        };
        let name = name.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
        if name.is_empty() || !name.chars().all(is_name) {
            bail!("line {number}: not a name that a variable can have");
        }
        let (value, after) = self::value(value);
        variables.insert(name.to_owned(), value);
        rest = after;
    }
    Ok(variables)
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
}

/// The value at the start of a text, and what follows its line.
fn value(text: &str) -> (String, &str) {
    let text = text.trim_start_matches([' ', '\t']);
    for quote in ['"', '\'', '`'] {
        let Some((value, after)) = text.strip_prefix(quote).and_then(|t| t.split_once(quote))
        else {
            continue;
        };
        let value = match quote {
            '"' => value.replace("\\n", "\n").replace("\\r", "\r"),
            _ => value.to_owned(),
        };
        return (value, after.split_once('\n').map_or("", |(_, after)| after));
    }
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let value = line.split_once('#').map_or(line, |(value, _)| value);
    (value.trim().to_owned(), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Node's own reader is held to them, too: the filter's folder is started with it.
    const CASES: &str = include_str!("../../tests/support/env-file-cases.json");

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        text: String,
        variables: BTreeMap<String, String>,
    }

    #[test]
    fn variables_are_those_that_node_reads() -> Result<()> {
        let cases: Vec<Case> = serde_json::from_str(CASES)?;
        assert!(cases.len() > 10);
        for Case { name, text, variables } in cases {
            assert_eq!(parse(&text)?, variables, "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_faulty_line_is_named_and_not_shown() {
        let error = parse("A=\"1\n2\"\ns3cret").map_err(|error| error.to_string());
        assert_eq!(error, Err("line 3: expected NAME=value".into()));
        let error = parse("s3 cret=x").map_err(|error| error.to_string());
        assert_eq!(error, Err("line 1: not a name that a variable can have".into()));
    }
}
