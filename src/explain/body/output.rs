//! Where a body is written to.

use std::io;

/// Bytes that are written one after another, up to a limit: what grows with the
/// square of a body's depth must not take the memory with it.
pub(super) struct Output {
    bytes: Vec<u8>,
    limit: usize,
    is_exceeded: bool,
}

impl Output {
    pub(super) fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit, is_exceeded: false }
    }

    /// Makes room for what is about to be written.
    pub(super) fn reserve(&mut self, size: usize) {
        self.bytes.reserve(size.min(self.limit - self.bytes.len()));
    }

    /// `None` where that exceeds the limit: nothing more is to be written then.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Option<()> {
        if bytes.len() > self.limit - self.bytes.len() {
            self.is_exceeded = true;
            return None;
        }
        self.bytes.extend_from_slice(bytes);
        Some(())
    }

    pub(super) fn push(&mut self, byte: u8) -> Option<()> {
        self.write(&[byte])
    }

    pub(super) fn push_char(&mut self, character: char) -> Option<()> {
        self.write(character.encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// Writes the same so many times.
    pub(super) fn repeat(&mut self, bytes: &[u8], times: usize) -> Option<()> {
        // Nothing takes time, too, where it is written often enough.
        let times = if bytes.is_empty() { 0 } else { times };
        (0..times).try_for_each(|_| self.write(bytes))
    }

    /// Ends the writing, as if the limit had been exceeded.
    pub(super) fn give_up(&mut self) -> Option<()> {
        self.is_exceeded = true;
        None
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether something was not written, as it would have exceeded the limit.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match Output::write(self, bytes) {
            Some(()) => Ok(bytes.len()),
            None => Err(io::ErrorKind::WriteZero.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
