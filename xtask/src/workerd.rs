//! The configuration that workerd reads.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::{
    capnp::{list, quote},
    wrangler::Wrangler,
};

/// The name of the socket on which the filter listens.
pub const SOCKET: &str = "http";

/// Garbage is collected in small steps. Left to itself, workerd lets it grow for
/// some thousand webhooks, and then stops for a sixth of a second.
const V8_FLAGS: [&str; 1] = ["--optimize-for-size"];

/// The configuration, in Cap'n Proto's text form. Secrets are bound by name,
/// from workerd's environment: their values are never written to disk.
///
/// `bundle` is the folder of the built Worker, `objects` that of the Durable
/// Objects' databases; both are absolute.
pub fn config(wrangler: &Wrangler, secrets: &[String], bundle: &Path, objects: &Path) -> String {
    let file = |name: &str| quote(&bundle.join(name).to_string_lossy());
    let namespaces = wrangler.objects().iter().map(|object| {
        // The key names the folder of the databases: with another one, what is
        // stored would not be found again.
        let class = quote(&object.class_name);
        format!(
            "(className = {class}, uniqueKey = {class}, enableSql = true, preventEviction = true)"
        )
    });

    format!(
        r#"# Written at every start.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "filter", worker = .filter),
    (name = "objects", disk = (path = {objects}, writable = true)),
    (name = "internet", network = (
      allow = ["public", "private"],
      tlsOptions = (trustBrowserCas = true),
    )),
  ],
  sockets = [(name = {socket}, http = (), service = "filter")],
  v8Flags = {v8_flags},
);

const filter :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed {index}),
    (name = "index_bg.wasm", wasm = embed {wasm}),
    (name = "debugger.html.gz", data = embed {page}),
  ],
  compatibilityDate = {date},
  compatibilityFlags = {flags},
  bindings = {bindings},
  durableObjectNamespaces = {namespaces},
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "internet",
);
"#,
        objects = quote(&objects.to_string_lossy()),
        socket = quote(SOCKET),
        v8_flags = list(V8_FLAGS.iter().map(|flag| quote(flag))),
        index = file("index.js"),
        wasm = file("index_bg.wasm"),
        page = file("debugger.html.gz"),
        date = quote(&wrangler.compatibility_date),
        flags = list(wrangler.compatibility_flags.iter().map(|flag| quote(flag))),
        bindings = list(bindings(wrangler, secrets)),
        namespaces = list(namespaces),
    )
}

/// What the Worker finds in `env`. A secret hides a variable of its name, as
/// it does with Wrangler.
fn bindings(wrangler: &Wrangler, secrets: &[String]) -> Vec<String> {
    let mut values: BTreeMap<&str, String> = wrangler
        .vars
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => (name.as_str(), format!("text = {}", quote(text))),
            other => (name.as_str(), format!("json = {}", quote(&other.to_string()))),
        })
        .collect();
    for object in wrangler.objects() {
        values.insert(
            &object.name,
            format!("durableObjectNamespace = {}", quote(&object.class_name)),
        );
    }
    for secret in secrets {
        values.insert(secret, format!("fromEnvironment = {}", quote(secret)));
    }
    values.iter().map(|(name, value)| format!("(name = {}, {value})", quote(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binds_what_the_file_says() -> anyhow::Result<()> {
        let wrangler: Wrangler = toml::from_str(
            r#"
            compatibility_date = "2026-01-01"
            vars = { A = "a\"b", S = "plain", COUNTERSIGN = { n = 1 } }
            durable_objects.bindings = [{ name = "INBOX", class_name = "Inbox" }]
            "#,
        )?;
        assert_eq!(
            bindings(&wrangler, &["S".into()]),
            [
                r#"(name = "A", text = "a\"b")"#,
                r#"(name = "COUNTERSIGN", json = "{\"n\":1}")"#,
                r#"(name = "INBOX", durableObjectNamespace = "Inbox")"#,
                r#"(name = "S", fromEnvironment = "S")"#,
            ]
        );
        let config = config(&wrangler, &[], Path::new("/b u"), Path::new("/o"));
        assert!(config.contains(r#"esModule = embed "/b u/index.js""#));
        assert!(config.contains(r#"path = "/o", writable = true"#));
        Ok(())
    }
}
