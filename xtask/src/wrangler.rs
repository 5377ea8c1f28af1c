//! Reads `wrangler.toml`, as far as running the filter needs it.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use serde::Deserialize;
use serde_json::Value;

/// The variable that holds the filter's configuration.
pub const CONFIG_VAR: &str = "COUNTERSIGN";

/// What the file says.
#[derive(Debug, Deserialize)]
pub struct Wrangler {
    /// The date whose behaviour the runtime is to keep.
    pub compatibility_date: String,
    /// Single behaviours, switched on or off.
    #[serde(default)]
    pub compatibility_flags: Vec<String>,
    /// The variables, that of the configuration among them.
    #[serde(default)]
    pub vars: BTreeMap<String, Value>,
    #[serde(default)]
    durable_objects: DurableObjects,
    #[serde(default)]
    migrations: Vec<Migration>,
}

#[derive(Debug, Default, Deserialize)]
struct DurableObjects {
    #[serde(default)]
    bindings: Vec<ObjectBinding>,
}

/// A Durable Object class, and the name it is bound to.
#[derive(Debug, Deserialize)]
pub struct ObjectBinding {
    /// What the Worker calls the namespace.
    pub name: String,
    /// The class.
    pub class_name: String,
}

#[derive(Debug, Deserialize)]
struct Migration {
    #[serde(default)]
    new_sqlite_classes: Vec<String>,
}

impl Wrangler {
    /// Reads a file. An error is one line that begins with the file's name.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| format!("{name}: cannot be read"))?;
        Self::parse(&text).map_err(|error| anyhow!("{name}:{error}"))
    }

    /// Reads the text of a file. An error begins with the line, where there is
    /// one, as editors and compilers write it.
    fn parse(text: &str) -> Result<Self> {
        let wrangler: Self = toml::from_str(text).map_err(|error| {
            let why = error.message().lines().collect::<Vec<_>>().join("; ");
            anyhow!("{} {why}", line(text, &error))
        })?;
        ensure!(wrangler.vars.contains_key(CONFIG_VAR), " vars.{CONFIG_VAR}: missing");
        for binding in wrangler.objects() {
            let class = &binding.class_name;
            ensure!(
                wrangler.migrations.iter().any(|m| m.new_sqlite_classes.contains(class)),
                " durable_objects: class {class} is in the new_sqlite_classes of no migration"
            );
        }
        Ok(wrangler)
    }

    /// The configuration of the filter, as JSON.
    pub fn config(&self) -> String {
        self.vars.get(CONFIG_VAR).map(Value::to_string).unwrap_or_default()
    }

    /// The Durable Object classes. All of them store in SQLite.
    pub fn objects(&self) -> &[ObjectBinding] {
        &self.durable_objects.bindings
    }
}

/// The line of an error, with a colon, where it is known.
fn line(text: &str, error: &toml::de::Error) -> String {
    error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| format!("{}:", before.matches('\n').count() + 1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
name = "countersign"
main = "worker/build/index.js"
compatibility_date = "2026-01-01"

[vars]
GREETING = "hello"

[vars.COUNTERSIGN.sources.a]
scheme = "bottlecrm"

[[durable_objects.bindings]]
name = "INBOX"
class_name = "Inbox"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["Inbox"]
"#;

    fn error(text: &str) -> String {
        Wrangler::parse(text).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn reads() -> Result<()> {
        let wrangler = Wrangler::parse(TEXT)?;
        assert_eq!(wrangler.config(), r#"{"sources":{"a":{"scheme":"bottlecrm"}}}"#);
        assert_eq!(wrangler.compatibility_date, "2026-01-01");
        assert!(wrangler.compatibility_flags.is_empty());
        assert_eq!(wrangler.vars.get("GREETING"), Some(&Value::from("hello")));
        let classes: Vec<_> = wrangler.objects().iter().map(|o| o.class_name.as_str()).collect();
        assert_eq!(classes, ["Inbox"]);
        Ok(())
    }

    #[test]
    fn errors_are_one_line_with_its_number() {
        let error = error("a = 1\n\nb = \n");
        assert!(error.starts_with("3: "), "{error}");
        assert_eq!(error.lines().count(), 1);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(error(r#"compatibility_date = "2026-01-01""#), " vars.COUNTERSIGN: missing");
        assert_eq!(error("a = 1\n"), "1: missing field `compatibility_date`");
        assert_eq!(
            error(&TEXT.replace("[\"Inbox\"]", "[]")),
            " durable_objects: class Inbox is in the new_sqlite_classes of no migration"
        );
    }
}
