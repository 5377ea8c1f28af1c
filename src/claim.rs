//! What a request's headers claim, before anything is proven.

use crate::{
    Lines, Result, Scheme, Timestamp, algorithm::Digest, error::Error, event::Authentic,
    signature::Signatures, template::Parts,
};

/// The headers that a scheme needs, found, well-formed and fresh. Nothing is
/// proven yet.
pub(crate) struct Claim<'a> {
    pub(crate) signatures: Signatures,
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) parts: Parts<'a>,
}

impl<'a> Claim<'a> {
    /// Of a request that is not signed.
    pub(crate) const UNSIGNED: Self = Self {
        signatures: Signatures::NONE,
        signed_at: None,
        parts: Parts { id: &[], timestamp: &[] },
    };

    /// Finds every header before it reads any, so that what is missing is
    /// reported ahead of what is malformed.
    pub(crate) fn read(scheme: &Scheme, lines: &Lines<'a>) -> Result<Self> {
        let format = &scheme.signature;
        let signature = lines.value(Scheme::SIGNATURE, &format.header)?;
        let timestamp = match &scheme.timestamp {
            Some(format) => lines.value(Scheme::TIMESTAMP, &format.header)?,
            None => &[],
        };
        let id = match &scheme.message_id {
            Some(format) => lines.value(scheme.message_id_place(), &format.header)?,
            None => &[],
        };

        let signatures = format.read(signature).ok_or_else(|| Error::MalformedSignature {
            header: format.header.clone(),
            expected: format.expected(),
        })?;
        let signed_at = match &scheme.timestamp {
            Some(format) => Some(
                format
                    .unit
                    .parse(timestamp)
                    .ok_or_else(|| Error::MalformedTimestamp { header: format.header.clone() })?,
            ),
            None => None,
        };
        Ok(Self { signatures, signed_at, parts: Parts { id, timestamp } })
    }

    /// Whether one of the signatures is the digest that a secret makes.
    pub(crate) fn prove(&self, secret_index: usize, digest: &Digest) -> Option<Authentic<'a>> {
        self.signatures
            .include(digest)
            .then(|| Authentic { secret_index: Some(secret_index), ..self.believe() })
    }

    /// What is claimed, without a proof: for requests that need none.
    pub(crate) fn believe(&self) -> Authentic<'a> {
        Authentic { message_id: self.parts.id, signed_at: self.signed_at, secret_index: None }
    }
}
