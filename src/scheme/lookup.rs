//! Finds the components of a request.

use std::borrow::Cow;

use crate::{
    error::Result,
    request::{HeaderTable, Request},
    scheme::{Scheme, component::Component},
};

impl Scheme {
    /// A part of a request that must be there.
    pub(crate) fn component<'a>(
        &self,
        part: &Component,
        lines: &HeaderTable<'a>,
        request: &Request<'a, 'a>,
    ) -> Result<Cow<'a, [u8]>> {
        self.find_component(part, lines, request).ok_or_else(|| part.missing())
    }

    /// A part of a request. A header that is there twice is as good as none.
    #[cold]
    #[inline(never)]
    pub(crate) fn find_component<'a>(
        &self,
        part: &Component,
        lines: &HeaderTable<'a>,
        request: &Request<'a, 'a>,
    ) -> Option<Cow<'a, [u8]>> {
        part.read(|name| lines.value(self.header_index(name), name).ok(), request)
    }
}
