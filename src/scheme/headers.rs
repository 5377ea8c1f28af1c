//! Which headers a scheme reads, and the index of each.

use crate::scheme::{component::Component, definition::Definition};

/// The headers that a scheme reads. The index of a header is its place among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderIndex {
    /// Where in the scheme each header is named, and its name.
    pub(crate) names: Vec<(&'static str, String)>,
    /// The index of the time's header, where it has one.
    pub(crate) timestamp: usize,
    /// The index of the message id's header, where there is one.
    pub(crate) message_id: usize,
}

impl HeaderIndex {
    /// The headers that are named for what they hold, then those of other components.
    pub(crate) fn of(definition: &Definition) -> Self {
        let mut names = Vec::new();
        let mut add = |path, header: &str| names.push((path, header.to_owned()));
        if let Some(header) = &definition.signature.header {
            add("signature.header", header);
        }
        if let Some(header) = definition.timestamp_header() {
            add("timestamp.header", header);
        }
        if let Some(format) = &definition.message_id {
            add("message_id.header", &format.header);
        }
        definition.signature.more_headers.iter().for_each(|it| add("signature.more_headers", it));

        let mut components = definition.signed_content.components();
        definition.constraints.iter().for_each(|it| components.extend(it.components()));
        definition.challenges.iter().for_each(|it| components.extend(it.components()));
        for header in components.into_iter().filter_map(Component::header) {
            if !names.iter().any(|(_, known)| known.eq_ignore_ascii_case(header)) {
                names.push(("signed_content", header.to_owned()));
            }
        }
        Self { names, timestamp: usize::MAX, message_id: usize::MAX }
    }

    /// Adds the headers that another form reads, and this one does not.
    pub(crate) fn extend(&mut self, other: &HeaderIndex) {
        for (path, header) in &other.names {
            if self.index(header) == usize::MAX {
                self.names.push((*path, header.clone()));
            }
        }
    }

    /// Finds the headers that every request has, once no more are added.
    pub(crate) fn find_fixed(&mut self, definition: &Definition) {
        let index = |header: Option<&str>| header.map_or(usize::MAX, |header| self.index(header));
        let timestamp = index(definition.timestamp_header());
        let message_id = index(definition.message_id.as_ref().map(|it| it.header.as_str()));
        (self.timestamp, self.message_id) = (timestamp, message_id);
    }

    /// The index of a header; that of none where the header is not read.
    pub(crate) fn index(&self, header: &str) -> usize {
        let is_it = |(_, known): &(&str, String)| known.eq_ignore_ascii_case(header);
        self.names.iter().position(is_it).unwrap_or(usize::MAX)
    }
}
