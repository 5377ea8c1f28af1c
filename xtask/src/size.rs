//! How large the WebAssembly artefacts are over the wire, and may be.

use std::{
    fs,
    io::{self, Write},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::paths;

/// Bytes in a kilobyte, as budgets count it.
const KB: f64 = 1000.0;

/// What may be at most so large, gzipped.
pub struct Budget {
    /// What it is, for the reader.
    pub what: &'static str,
    /// The most it may be, in bytes.
    pub limit: u64,
    /// The files that make it up.
    pub files: &'static [&'static str],
}

impl Budget {
    /// Prints the size and says whether it keeps the budget.
    pub fn report(&self) -> Result<bool> {
        let mut size = 0;
        for file in self.files {
            let bytes = fs::read(paths::at(file)).with_context(|| format!("cannot read {file}"))?;
            size += gzipped(&bytes)?;
        }
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
