//! Makes a function of each problem that is not the core's alone, from the table
//! of all.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let table = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../problems.json");
    println!("cargo::rerun-if-changed={}", table.display());
    let table: Value = serde_json::from_str(&fs::read_to_string(table)?)?;

    let mut code = String::from("impl Problem {\n");
    for problem in table.get("problems").and_then(Value::as_array).ok_or("no problems")? {
        let field =
            |name| problem.get(name).and_then(Value::as_str).ok_or("a problem lacks a field");
        let (name, when) = (field("code")?, field("when")?);
        let status =
            problem.get("status").and_then(Value::as_u64).ok_or("a problem has no status")?;
        writeln!(code, "/// {status}: {when}.")?;
        writeln!(code, "pub fn {name}(detail: impl Into<String>) -> Self {{")?;
        writeln!(code, "Self::new({status}, {name:?}, detail.into()) }}")?;
    }
    code.push_str("}\n/// The reason phrase of a status.\n");
    code.push_str("fn title(status: u16) -> &'static str { match status {\n");
    let titles = table.get("titles").and_then(Value::as_object).ok_or("no titles")?;
    for (status, title) in titles {
        writeln!(code, "{status} => {title},")?;
    }
    code.push_str("_ => \"Internal Server Error\" } }\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("problems.rs"), code)?;
    Ok(())
}
