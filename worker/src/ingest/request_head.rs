//! The head of a webhook's request, as JavaScript read it.

use serde::Deserialize;

use crate::{config::Source, problem::Problem};

/// Passed on even where the scheme does not read it.
const CONTENT_TYPE: &str = "content-type";

/// What is known of a request beside its body.
#[derive(Debug, Deserialize)]
pub struct RequestHead {
    /// The values of the headers by [`header_names`], each null where it is absent.
    headers: Vec<Option<String>>,
    /// The method, where it is needed.
    pub method: Option<String>,
    /// The URL, where it is needed.
    pub url: Option<String>,
}

impl RequestHead {
    /// Reads the JSON of a head.
    ///
    /// # Errors
    ///
    /// The problem where it is not one. A head that cannot be read is never taken for
    /// one without headers.
    pub fn parse(json: &str, source: &Source) -> Result<Self, Problem> {
        let head: Option<Self> = serde_json::from_str(json).ok();
        head.filter(|head| head.headers.len() == header_names(source).count())
            .ok_or_else(|| Problem::unreadable_headers("the headers cannot be read"))
    }

    /// The headers that the request has, their names in small letters.
    pub fn into_headers(self, source: &Source) -> Vec<(String, String)> {
        header_names(source)
            .zip(self.headers)
            .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value?)))
            .collect()
    }
}

/// The names of the headers that are read: those of the scheme, and the body's type.
pub fn header_names(source: &Source) -> impl Iterator<Item = &str> {
    let scheme = source.verifier.scheme();
    let is_read = scheme.header_names().any(|name| name.eq_ignore_ascii_case(CONTENT_TYPE));
    scheme.header_names().chain((!is_read).then_some(CONTENT_TYPE))
}
