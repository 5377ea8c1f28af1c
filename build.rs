//! Lists the built-in schemes: every file in `schemes/builtin/` and, with the
//! feature `catalogue`, in `schemes/catalogue/`, so that adding one is adding its
//! data file and nothing else.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let schemes = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schemes");
    let mut files = json_files(&schemes.join("builtin"))?;
    if env::var_os("CARGO_FEATURE_CATALOGUE").is_some() {
        files.extend(json_files(&schemes.join("catalogue"))?);
    }
    files.sort_by(|one, other| one.file_stem().cmp(&other.file_stem()));

    let mut list = String::from("&[\n");
    for file in files {
        let id = file.file_stem().ok_or("a scheme file has a name")?;
        writeln!(list, "    ({:?}, include_str!({:?})),", id.to_string_lossy(), file)?;
    }
    list.push_str("]\n");

    fs::write(Path::new(&env::var("OUT_DIR")?).join("schemes.rs"), list)?;
    Ok(())
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    Ok(files)
}
