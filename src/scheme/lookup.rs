//! Finds what a scheme reads of a request.

use std::borrow::Cow;

use crate::{
    error::Result,
    request::{Header, HeaderTable, Request},
    scheme::{Scheme, component::Component},
};

impl Scheme {
    /// The index of the signature's header, where it has one.
    pub(crate) const SIGNATURE_INDEX: usize = 0;

    /// The headers that are read to verify a request, as the provider writes
    /// them.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.names.iter().map(|(_, header)| header.as_str())
    }

    /// The index of the time's header, where it has one.
    #[inline]
    pub(crate) fn timestamp_index(&self) -> usize {
        self.headers.timestamp
    }

    /// The index of the message id's header, where there is one.
    #[inline]
    pub(crate) fn message_id_index(&self) -> usize {
        self.headers.message_id
    }

    /// The index of a header; that of none where the header is not read.
    pub(crate) fn header_index(&self, header: &str) -> usize {
        self.headers.index(header)
    }

    /// The headers of a request that the scheme reads.
    pub(crate) fn header_table<'h>(&self, headers: &[Header<'h>]) -> HeaderTable<'h> {
        let mut table = HeaderTable::default();
        for (name, value) in headers {
            table.add(self.header_index(name), value);
        }
        table
    }

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
