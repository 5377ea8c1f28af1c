//! Lists the built-in schemes: every file in `src/schemes/`, so that adding
//! one is adding its data file and nothing else.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/schemes");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut files = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();

    let mut list = String::from("&[\n");
    for file in files {
        let id = file.file_stem().ok_or("a scheme file has a name")?;
        writeln!(list, "    ({:?}, include_str!({:?})),", id.to_string_lossy(), file)?;
    }
    list.push_str("]\n");

    fs::write(Path::new(&env::var("OUT_DIR")?).join("schemes.rs"), list)?;
    Ok(())
}
