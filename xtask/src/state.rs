//! The folder where a filter keeps its events. Two filters on one folder would
//! both send what they find there.

use std::{
    fs::{File, TryLockError},
    os::fd::IntoRawFd,
    path::Path,
};

use anyhow::{Context, Result, bail};

/// A folder that is this process's own.
pub struct Lock(File);

/// Takes a folder, or says that another filter has it.
pub fn lock(state: &Path) -> Result<Lock> {
    let path = state.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => {
            bail!("another filter is running on {}", state.display())
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

impl Lock {
    /// Lets the program that this process becomes hold it until it ends.
    pub fn inherit(self) -> Result<()> {
        // Unlike the original, the duplicate stays open over exec().
        let _ = rustix::io::dup(&self.0)?.into_raw_fd();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_once() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("countersign-lock-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        let first = lock(&folder)?;
        assert!(lock(&folder).is_err());
        drop(first);
        // A process that another test is starting has it too, until it runs.
        let is_free = || {
            std::thread::sleep(std::time::Duration::from_millis(10));
            lock(&folder).is_ok()
        };
        assert!((0..500).any(|_| is_free()));
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
