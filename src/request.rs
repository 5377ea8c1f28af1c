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

impl<'h> Request<'h, '_> {
    /// The value of a header that must be there, and once.
    pub(crate) fn header(&self, name: &str) -> Result<&'h [u8]> {
        let mut values = self
            .headers
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value);
        let header = || name.to_owned();
        let value = values.next().ok_or_else(|| Error::MissingHeader { header: header() })?;
        match values.count() {
            0 => Ok(value),
            more => Err(Error::AmbiguousHeader { header: header(), count: more + 1 }),
        }
    }
}
