//! How large what is shipped is over the wire, and may be.

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};

use crate::{pack, paths, run, scratch::Scratch, tools};

/// Bytes in a kilobyte, as budgets count it.
const KB: f64 = 1000.0;

/// What may be at most so large, gzipped.
pub struct Budget {
    /// What it is, for the reader.
    pub what: &'static str,
    /// The most it may be, in bytes.
    pub limit: u64,
    /// What is measured.
    pub of: Artefact,
}

/// What has a size.
pub enum Artefact {
    /// Files that builds leave.
    Files(&'static [&'static str]),
    /// The npm package, packed.
    Tarball,
    /// What a browser loads of the packed package for this import, minified.
    Bundle(&'static str),
    /// By how much that is more than for another import.
    More {
        /// The import.
        import: &'static str,
        /// The other one.
        than: &'static str,
    },
}

impl Budget {
    /// Prints the size and says whether it keeps the budget.
    pub fn report(&self) -> Result<bool> {
        let size = self.of.size()?;
        let kept = size <= self.limit;
        eprintln!(
            "    {}: {:.1} KB gzipped, {} its budget of {:.0} KB",
            self.what,
            size as f64 / KB,
            if kept { "within" } else { "OVER" },
            self.limit as f64 / KB,
        );
        Ok(kept)
    }
}

impl Artefact {
    /// Its size in bytes, gzipped.
    fn size(&self) -> Result<u64> {
        match self {
            Self::Files(files) => files.iter().map(|file| file_size(file)).sum(),
            Self::Tarball => {
                let scratch = Scratch::new("tarball")?;
                Ok(fs::metadata(pack::pack(scratch.path())?)?.len())
            }
            Self::Bundle(import) => bundle_size(import),
            Self::More { import, than } => {
                Ok(bundle_size(import)?.saturating_sub(bundle_size(than)?))
            }
        }
    }
}

fn file_size(file: &str) -> Result<u64> {
    let bytes = fs::read(paths::at(file)).with_context(|| format!("cannot read {file}"))?;
    Ok(gzipped(&bytes)?)
}

fn bundle_size(import: &str) -> Result<u64> {
    let scratch = Scratch::new("bundle")?;
    let folder = scratch.path();
    pack::install(&pack::pack(folder)?, folder)?;
    fs::write(folder.join("entry.js"), import)?;
    let bundled = run::capture(
        tools::script("esbuild")?
            .args(["entry.js", "--bundle", "--minify", "--format=esm", "--platform=browser"])
            .current_dir(folder),
    )?;
    ensure!(bundled.success, "esbuild failed:\n{}", bundled.text());
    Ok(gzipped(bundled.stdout.as_bytes())?)
}

/// How many bytes are left after gzip at its best.
fn gzipped(bytes: &[u8]) -> io::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_compresses() -> Result<()> {
        assert!(gzipped(&[0; 10_000])? < 100);
        assert!(gzipped(b"")? > 0);
        Ok(())
    }
}
