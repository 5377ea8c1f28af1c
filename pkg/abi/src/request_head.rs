//! What a request has beside its body, as the host writes it.

use countersign::{HeaderTable, Target};

use crate::numbers;

/// A request without its body.
#[derive(Default)]
pub(crate) struct RequestHead<'h> {
    pub(crate) table: HeaderTable<'h>,
    pub(crate) target: Target<'h>,
    /// Secret. What the receiver told the provider to prove itself with.
    pub(crate) token: Option<&'h str>,
}

// They stand in the place of a header's index: no scheme has so many headers.
const METHOD: u8 = numbers::TEXT_METHOD as u8;
const URL: u8 = numbers::TEXT_URL as u8;
const TOKEN: u8 = numbers::TEXT_TOKEN as u8;

impl<'h> RequestHead<'h> {
    /// Reads lines as the host writes them, one after another: the header's index among
    /// those of the scheme in one byte, the value's size in three, low ones first, and
    /// the value. It is filled and not made, as it is too large to be moved.
    pub(crate) fn read(&mut self, mut bytes: &'h [u8]) {
        const FRAME: usize = numbers::HEADER_FRAME as usize;
        while let Some(([index, low, middle, high], rest)) = bytes.split_first_chunk::<FRAME>() {
            let size = u32::from_le_bytes([*low, *middle, *high, 0]) as usize;
            let (value, rest) = rest.split_at_checked(size).unwrap_or_default();
            match *index {
                METHOD => self.target.method = str::from_utf8(value).ok(),
                URL => self.target.url = str::from_utf8(value).ok(),
                TOKEN => self.token = str::from_utf8(value).ok(),
                index => self.table.add(usize::from(index), value),
            }
            bytes = rest;
        }
    }
}
