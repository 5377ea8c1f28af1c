//! A buffer with a limit.

use std::io;

/// A buffer with a limit: an indented body grows with the square of its depth,
/// and would use up the memory.
pub(super) struct BoundedBuffer {
    bytes: Vec<u8>,
    limit: usize,
    is_exceeded: bool,
}

impl BoundedBuffer {
    pub(super) fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit, is_exceeded: false }
    }

    /// Reserves memory, up to the limit.
    pub(super) fn reserve(&mut self, size: usize) {
        self.bytes.reserve(size.min(self.limit - self.bytes.len()));
    }

    /// Appends bytes. `None` where that exceeds the limit: the caller stops then.
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

    /// Appends the same bytes repeatedly.
    pub(super) fn repeat(&mut self, bytes: &[u8], times: usize) -> Option<()> {
        // Appending nothing often takes time, too.
        let times = if bytes.is_empty() { 0 } else { times };
        (0..times).try_for_each(|_| self.write(bytes))
    }

    /// Stops as if the limit had been exceeded.
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

    /// Whether the limit was exceeded.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl io::Write for BoundedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match BoundedBuffer::write(self, bytes) {
            Some(()) => Ok(bytes.len()),
            None => Err(io::ErrorKind::WriteZero.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
