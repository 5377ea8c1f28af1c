//! What a request's headers claim, before anything is proven.

use crate::{
    Header, Result, Scheme, Timestamp,
    algorithm::Digest,
    error::Error,
    event::Authentic,
    request::{Found, find},
    template::Parts,
};

/// The headers that a scheme needs, found, well-formed and fresh. Nothing is
/// proven yet.
pub(crate) struct Claim<'a> {
    pub(crate) signatures: Signatures,
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) parts: Parts<'a>,
}

/// The digests that a request brings along. There is one, or at most a few.
pub(crate) struct Signatures {
    first: Option<Digest>,
    more: Vec<Digest>,
}

impl Signatures {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Digest> {
        self.first.iter().chain(&self.more)
    }
}

impl<'a> Claim<'a> {
    /// Of a request that is not signed.
    pub(crate) const UNSIGNED: Self = Self {
        signatures: Signatures { first: None, more: Vec::new() },
        signed_at: None,
        parts: Parts { id: &[], timestamp: &[] },
    };

    /// Finds every header before it reads any, so that what is missing is
    /// reported ahead of what is malformed.
    pub(crate) fn read(
        scheme: &Scheme,
        lines: &mut dyn Iterator<Item = Header<'a>>,
    ) -> Result<Self> {
        let timestamp = scheme.timestamp.as_ref();
        let id = scheme.message_id.as_ref();
        let names = [
            Some(scheme.signature.header.as_str()),
            timestamp.map(|format| format.header.as_str()),
            id.map(|format| format.header.as_str()),
        ];
        let [signature, timestamp_text, id] =
            find(names, lines).map(|header| header.map_or(Ok(&[][..]), Found::value));
        let (signature, timestamp_text, id) = (signature?, timestamp_text?, id?);

        let mut digests = scheme.signature.digests(signature);
        let signatures = Signatures { first: digests.next(), more: digests.collect() };
        if signatures.first.is_none() {
            return Err(Error::MalformedSignature {
                header: scheme.signature.header.clone(),
                expected: scheme.signature.expected(),
            });
        }
        let signed_at = match timestamp {
            Some(format) => Some(
                format
                    .unit
                    .parse(timestamp_text)
                    .ok_or_else(|| Error::MalformedTimestamp { header: format.header.clone() })?,
            ),
            None => None,
        };
        let parts = Parts { id, timestamp: timestamp_text };
        Ok(Self { signatures, signed_at, parts })
    }

    /// Whether one of the signatures is the digest that a secret makes.
    pub(crate) fn prove(&self, secret_index: usize, digest: &Digest) -> Option<Authentic<'a>> {
        let is_proven = self.signatures.iter().any(|received| received.matches(digest));
        is_proven.then(|| Authentic { secret_index: Some(secret_index), ..self.believe() })
    }

    /// What is claimed, without a proof: for requests that need none.
    pub(crate) fn believe(&self) -> Authentic<'a> {
        Authentic { message_id: self.parts.id, signed_at: self.signed_at, secret_index: None }
    }
}
