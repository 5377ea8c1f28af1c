//! `docs/schemes.md`: what the built-in schemes say, in a table.

use std::{fmt::Write as _, fs};

use anyhow::{Context, Result, bail, ensure};
use countersign::{Confidence, Scheme, builtin_ids};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::paths;

/// The providers that there is no scheme for, and why.
const NOT_HELD: &str = "xtask/schemes/not-held.json";

/// What is to be known of the schemes, and no scheme can say.
const CAUTIONS: &str = "xtask/schemes/cautions.json";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cautions {
    disagreements: Vec<Remark>,
    cautions: Vec<Remark>,
    handshakes_not_held: Vec<NoHandshake>,
}

/// What is to be said of a built-in scheme.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remark {
    id: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoHandshake {
    name: String,
    text: String,
}

#[derive(Deserialize)]
struct NotHeld {
    not_expressible: Vec<NotExpressible>,
    one_source: Vec<OneSource>,
}

#[derive(Deserialize)]
struct NotExpressible {
    id: String,
    name: String,
    reason: String,
}

#[derive(Deserialize)]
struct OneSource {
    name: String,
}

const INTRODUCTION: &str = "\
# The built-in schemes

Written by `cargo xtask schemes` from the data files in [`schemes/builtin`](../schemes/builtin) and
[`schemes/catalogue`](../schemes/catalogue). To write a scheme of your own, see
[own-schemes.md](own-schemes.md).

What is signed is written as a template: `{timestamp}` and `{id}` are as they stand in their
headers, `{body}` is the body's bytes. A header that is marked with `+` may hold several
signatures, or be there beside others. Where no tolerance is documented it is 300 seconds.
**No time is signed** where the column *time* is empty: a captured request verifies for ever,
and only deduplication stops it. **Token** means that the provider sends the secret itself.

The column *secret* says what a secret's text is: the key itself, or an encoding of it. The
column *beside* says what else there is to know:

- **Body unsigned**: anybody who saw a request can send it again with another body.
- **URL**, **method**: they have to be known as the provider has them, and behind a proxy the
  [URL has to be said](own-schemes.md#behind-a-proxy).
- **Handshake**: the provider asks by this method before it sends events, and is answered.
- **Begins with**, **body has**: what the provider's own code sends, where that is not what it
  documents. Both forms verify under the one id. How the signature header begins, or a member
  of the signed body, tells them apart.
";

pub fn document() -> Result<String> {
    let mut text = INTRODUCTION.to_owned();
    let schemes = builtin_ids().map(Scheme::builtin).collect::<Result<Vec<_>, _>>()?;
    writeln!(text, "\nThere are {}.\n", schemes.len())?;
    text.push_str("| id | provider | signature | time | signed content | encoding | tolerance | event id | secret | beside | retries | source |\n");
    text.push_str("|---|---|---|---|---|---|---:|---|---|---|---|---|\n");
    for scheme in &schemes {
        let json = serde_json::to_value(scheme)?;
        writeln!(text, "{}", row(scheme, &json, None))?;
        for variant in json.get("variants").and_then(Value::as_array).into_iter().flatten() {
            let id = variant.get("id").and_then(Value::as_str).unwrap_or_default();
            let form = scheme.variant_form(id)?;
            let told = condition(variant)?;
            writeln!(text, "{}", row(&form, &serde_json::to_value(&form)?, Some(&told)))?;
        }
    }

    let Cautions { disagreements, cautions, handshakes_not_held } = read(CAUTIONS)?;
    text.push_str("\n## Cautions\n\n");
    remark(&mut text, &cautions)?;
    text.push_str("\n## Where sources disagree\n\n");
    remark(&mut text, &disagreements)?;
    text.push_str("\n## Handshakes not held\n\n");
    for NoHandshake { name, text: why } in &handshakes_not_held {
        writeln!(text, "- **{name}**: {why}")?;
    }

    let not_held: NotHeld = read(NOT_HELD)?;
    text.push_str("\n## Not held\n\nWhat these sign cannot be said as data, or not yet.\n\n");
    text.push_str("| id | provider | why |\n|---|---|---|\n");
    for NotExpressible { id, name, reason } in &not_held.not_expressible {
        writeln!(text, "| `{id}` | {name} | {reason} |")?;
    }
    let names: Vec<_> = not_held.one_source.iter().map(|it| it.name.as_str()).collect();
    writeln!(
        text,
        "\nOf {} more only one source is known, which is not enough: {}. If you have a second \
         one, a scheme is a file of some twenty lines.",
        names.len(),
        names.join(", ")
    )?;
    Ok(text)
}

fn read<T: DeserializeOwned>(path: &str) -> Result<T> {
    let text = fs::read_to_string(paths::at(path))?;
    serde_json::from_str(&text).with_context(|| format!("{path} is not what it should be"))
}

fn remark(text: &mut String, remarks: &[Remark]) -> Result<()> {
    for Remark { id, text: what } in remarks {
        ensure!(builtin_ids().any(|known| known == id), "{CAUTIONS}: there is no scheme {id}");
        writeln!(text, "- `{id}`: {what}")?;
    }
    Ok(())
}

/// What a secret's text is.
fn secret(json: &Value) -> String {
    let text = |key: &str| json.pointer(&format!("/secret/{key}")).and_then(Value::as_str);
    let encoding = match text("encoding") {
        Some("utf8") => "text",
        Some("ascii") => "ASCII text",
        other => other.unwrap_or_default(),
    };
    match (text("prefix"), text("after")) {
        (Some(prefix), _) => format!("{encoding} behind `{prefix}`"),
        (None, Some(mark)) => format!("{encoding} behind the last `{mark}`"),
        (None, None) => encoding.to_owned(),
    }
}

/// What else there is to know before the scheme is used.
fn beside(scheme: &Scheme, content: &str) -> String {
    let mut marks = Vec::new();
    if !scheme.signs_body() {
        marks.push("**body unsigned**".to_owned());
    }
    let is_in_query = scheme.signature_component().is_some_and(|part| part.starts_with("query:"));
    if scheme.signs_url() || is_in_query {
        marks.push("URL".to_owned());
    }
    if content.contains("{method}") {
        marks.push("method".to_owned());
    }
    marks.extend(scheme.challenge_methods().map(|method| format!("handshake `{method}`")));
    marks.join(", ")
}

/// What tells a variant from the scheme's own form.
fn condition(variant: &Value) -> Result<String> {
    let when = |key: &str| variant.get("when")?.get(key)?.as_str();
    match (when("signature_begins"), when("body_has")) {
        (Some(text), _) => Ok(format!("begins with `{text}`")),
        (_, Some(member)) => Ok(format!("body has `{member}`")),
        _ => bail!("nothing tells the variant {:?}", variant.get("id")),
    }
}

/// `variant` says what tells it, where it is one.
fn row(scheme: &Scheme, json: &Value, variant: Option<&str>) -> String {
    let text = |pointer: &str| json.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let code = |text: &str| match text {
        "" => String::new(),
        text => format!("`{}`", text.replace('|', "\\|")),
    };
    let has = |pointer: &str| json.pointer(pointer).is_some();

    let place = format!("{}{}", text("/signature/header"), text("/signature/part"));
    let several =
        has("/signature/separator") || has("/signature/fields") || has("/signature/more_headers");
    let fields = match (text("/signature/fields/timestamp"), text("/signature/fields/signature")) {
        ("", "") => String::new(),
        ("", signature) => format!(" (`{signature}`)"),
        (time, signature) => format!(" (`{time}`, `{signature}`)"),
    };
    let signature = format!("{}{fields}{}", code(&place), if several { " +" } else { "" });

    let time = match (text("/timestamp/header"), text("/timestamp/part"), has("/timestamp")) {
        (_, _, false) => String::new(),
        ("", "", true) => format!("in the signature, {}", text("/timestamp/unit")),
        (header, part, true) => {
            format!("{}, {}", code(&format!("{header}{part}")), text("/timestamp/unit"))
        }
    };
    let content = match text("/algorithm") {
        "token" => "the token".to_owned(),
        _ => code(text("/signed_content")),
    };
    let algorithm = match text("/algorithm") {
        "hmac-sha256" => String::new(),
        other => format!("{other},"),
    };
    let prefix = code(text("/signature/prefix"));
    let encoding = [&algorithm, &prefix, text("/signature/encoding")];
    let encoding: Vec<_> = encoding.into_iter().filter(|it| !it.is_empty()).collect();
    let tolerance = match scheme.signs_timestamp() {
        true => json.pointer("/tolerance_s").map(|s| format!("{s} s")).unwrap_or_default(),
        false => String::new(),
    };
    let id = match text("/event/id") {
        "message-id" => code(text("/message_id/header")),
        id => id
            .replace("body-sha256", "SHA-256 of the body")
            .replace("content-sha256", "SHA-256 of what is signed"),
    };
    let mut beside = beside(scheme, text("/signed_content"));
    if let Some(told) = variant {
        beside =
            [told, &beside].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    }
    let retries = scheme.retries().attempts.map(|count| count.to_string()).unwrap_or_default();
    let confidence = match scheme.confidence() {
        Some(Confidence::TwoLibraries) => " (two libraries agree)",
        Some(Confidence::Official) | None => "",
    };
    format!(
        "| `{}` | {} | {signature} | {time} | {content} | {} | {tolerance} | {id} | {} | {} | {retries} | {}{confidence} |",
        scheme.id(),
        scheme.name(),
        encoding.join(" "),
        secret(json),
        beside,
        scheme.source().replace('|', "\\|"),
    )
}
