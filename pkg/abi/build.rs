//! Makes Rust constants of `pkg/ts/abi.json`, the numbers that both sides of the
//! WebAssembly border know.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path};

const SOURCE: &str = "../ts/abi.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCE}");
    let numbers: BTreeMap<String, i32> = serde_json::from_str(&fs::read_to_string(SOURCE)?)?;
    let constants: String = numbers
        .iter()
        .map(|(name, value)| format!("pub(crate) const {name}: i32 = {value};\n"))
        .collect();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("abi.rs"), constants)?;
    Ok(())
}
