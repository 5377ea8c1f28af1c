//! The folder where a filter keeps its events. Two filters on one folder would
//! both send what they find there; and it holds webhooks, which are nobody else's.

use std::{
    fs::{self, File, TryLockError},
    os::{
        fd::IntoRawFd,
        unix::fs::{MetadataExt as _, PermissionsExt as _},
    },
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rustix::fs::Mode;

/// What a filter keeps in the folder.
const OBJECTS: &str = "objects";
const CONFIG: &str = "workerd.capnp";
const LOCK: &str = "lock";

/// The bits of a mode that are for others than the owner.
const OTHERS: u32 = 0o077;

/// The bit of a folder in which everybody may have files, such as `/tmp`.
const STICKY: u32 = 0o1000;

/// Makes the folder, and closes it to others, with what an earlier filter left in it.
/// What this process and workerd write from now on is closed to others, too.
pub fn create(state: &Path) -> Result<()> {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let make = |path: &Path| {
        fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))
    };
    make(state)?;
    if fs::metadata(state)?.mode() & STICKY != 0 {
        bail!("{} is everybody's: a folder of the filter's own is needed", state.display());
    }
    close(state)?;
    make(&objects(state))?;
    [OBJECTS, CONFIG, LOCK].iter().try_for_each(|name| close_all(&state.join(name)))
}

/// Where the Durable Objects' databases are.
pub fn objects(state: &Path) -> PathBuf {
    state.join(OBJECTS)
}

/// What workerd reads.
pub fn config(state: &Path) -> PathBuf {
    state.join(CONFIG)
}

/// Closes a file, or a folder and all that is in it, if it is there.
fn close_all(path: &Path) -> Result<()> {
    if path.is_symlink() || !path.exists() {
        return Ok(());
    }
    close(path)?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            close_all(&entry?.path())?;
        }
    }
    Ok(())
}

fn close(path: &Path) -> Result<()> {
    let mode = fs::metadata(path)?.mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & !OTHERS))
        .with_context(|| format!("cannot close {} to others", path.display()))
}

/// A folder that is this process's own.
pub struct Lock(File);

/// Takes a folder, or says that another filter has it.
pub fn lock(state: &Path) -> Result<Lock> {
    let path = state.join(LOCK);
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
