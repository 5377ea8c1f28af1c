//! The request as it was received.

use crate::{Error, Result};

/// A header's name, in any case, and its value's bytes.
pub type Header<'a> = (&'a str, &'a [u8]);

/// What arrived: every header line in order, and the body untouched.
#[derive(Clone, Copy)]
pub struct Request<'h, 'b> {
    /// The header lines. One that was sent twice stands here twice.
    pub headers: &'h [Header<'h>],
    /// The body's bytes as they were received: not decoded, not parsed.
    pub body: &'b [u8],
}

/// What was found of a header that must be there, and once.
#[derive(Clone, Copy)]
pub(crate) struct Found<'s, 'h> {
    name: &'s str,
    value: &'h [u8],
    count: usize,
}

/// Finds headers, in one look at the lines.
pub(crate) fn find<'s, 'h, const N: usize>(
    names: [Option<&'s str>; N],
    lines: &mut dyn Iterator<Item = Header<'h>>,
) -> [Option<Found<'s, 'h>>; N] {
    let mut found = names.map(|name| Some(Found { name: name?, value: &[], count: 0 }));
    for (name, value) in lines {
        let is_meant = |header: &&mut Found<'_, '_>| header.name.eq_ignore_ascii_case(name);
        if let Some(header) = found.iter_mut().flatten().find(is_meant) {
            header.value = value;
            header.count += 1;
        }
    }
    found
}

impl<'h> Found<'_, 'h> {
    pub(crate) fn value(self) -> Result<&'h [u8]> {
        match self.count {
            0 => Err(Error::MissingHeader { header: self.name.to_owned() }),
            1 => Ok(self.value),
            count => Err(Error::AmbiguousHeader { header: self.name.to_owned(), count }),
        }
    }
}
