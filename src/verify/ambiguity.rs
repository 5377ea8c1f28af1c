//! Refuses what the same signature would be good for in two ways.

use crate::{
    error::{Error, Result},
    request::{HeaderTable, Request},
    scheme::{Scheme, signature_base::Segment},
};

impl Scheme {
    /// Whether who knows a signature can make that of a longer content: of a
    /// plain hash that does not end with the secret. What a hash fills its last
    /// block with is no UTF-8, so a body that is can have no such end.
    pub(crate) fn is_length_extendable(&self) -> bool {
        self.algorithm.is_plain_hash() && !self.signed_content.ends_with(&Segment::Secret)
    }

    /// Refuses an id that holds what ends it.
    #[inline]
    pub(crate) fn reject_delimiter_in_id(&self, header: &str, id: &[u8]) -> Result<()> {
        reject_delimiter(header, id, self.signed_content.id_delimiter())
    }

    /// Refuses a request that has a signed part twice, or one that holds what ends
    /// it.
    pub(crate) fn reject_ambiguous(
        &self,
        lines: &HeaderTable<'_>,
        request: &Request<'_, '_>,
    ) -> Result<()> {
        for (part, end) in self.signed_content.component_delimiters() {
            if let Some(header) = part.header() {
                let place = self.header_index(header);
                if lines.has(place) {
                    lines.value(place, header)?;
                }
            }
            if part.is_repeated(request) {
                return Err(part.missing());
            }
            if end > 0
                && let Some(value) = self.find_component(part, lines, request)
            {
                reject_delimiter(part.header().unwrap_or(&part.text()), &value, end)?;
            }
        }
        Ok(())
    }
}

/// Refuses a value that holds what ends it.
#[inline(never)]
fn reject_delimiter(name: &str, value: &[u8], end: u8) -> Result<()> {
    if !value.contains(&end) {
        return Ok(());
    }
    let expected = format!("a value without `{}`", char::from(end));
    Err(Error::MalformedSignature { header: name.to_owned(), expected })
}
