//! What a request's headers claim, before anything is proven.

use crate::{Error, Request, Result, Scheme, Timestamp, template::Parts};

/// The headers that a scheme needs, found and well-formed.
pub(crate) struct Claim<'a> {
    pub(crate) signature: &'a [u8],
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) parts: Parts<'a>,
}

impl<'a> Claim<'a> {
    /// Finds every header before it reads any, so that what is missing is
    /// reported ahead of what is malformed.
    pub(crate) fn read(scheme: &Scheme, request: &Request<'a, 'a>) -> Result<Self> {
        let signature = request.header(&scheme.signature.header)?;
        let timestamp = match &scheme.timestamp {
            Some(format) => Some((format, request.header(&format.header)?)),
            None => None,
        };
        let id = match &scheme.message_id {
            Some(format) => request.header(&format.header)?,
            None => &[],
        };

        if scheme.signature.digests(signature).next().is_none() {
            return Err(Error::MalformedSignature {
                header: scheme.signature.header.clone(),
                expected: scheme.signature.expected(),
            });
        }
        let signed_at = match timestamp {
            Some((format, text)) => Some(
                format
                    .unit
                    .parse(text)
                    .ok_or_else(|| Error::MalformedTimestamp { header: format.header.clone() })?,
            ),
            None => None,
        };

        Ok(Self {
            signature,
            signed_at,
            parts: Parts {
                id,
                timestamp: timestamp.map_or(&[], |(_, text)| text),
                body: request.body,
            },
        })
    }
}
