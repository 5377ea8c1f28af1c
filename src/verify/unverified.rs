//! A request whose signature has not been checked yet.

use std::borrow::Cow;

use crate::{
    error::{Error, Result},
    request::{HeaderTable, Request},
    scheme::{
        Scheme,
        signature::Signatures,
        signature_base::{BaseValues, Segment},
    },
    time::{Timestamp, Tolerance, unit::Unit},
};

/// What a scheme needs of a request, found, well-formed and fresh. Nothing is
/// authenticated yet.
pub(crate) struct UnverifiedRequest<'a> {
    pub(crate) signatures: Signatures,
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) parts: BaseValues<'a>,
}

/// What stands where signatures do.
enum Found<'a> {
    Header(&'a [u8]),
    Headers(Vec<&'a [u8]>),
    Component(Cow<'a, [u8]>),
}

impl Found<'_> {
    #[inline]
    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let (one, several) = match self {
            Found::Header(value) => (Some(*value), [].as_slice()),
            Found::Headers(values) => (None, values.as_slice()),
            Found::Component(value) => (Some(&**value), [].as_slice()),
        };
        one.into_iter().chain(several.iter().copied())
    }
}

impl Scheme {
    #[inline]
    fn signature_values<'a>(
        &self,
        lines: &HeaderTable<'a>,
        request: &Request<'a, 'a>,
    ) -> Result<Found<'a>> {
        let format = &self.signature;
        match &format.header {
            Some(header) if format.more_headers.is_empty() => {
                lines.value(Self::SIGNATURE_INDEX, header).map(Found::Header)
            }
            _ => self.other_values(lines, request),
        }
    }

    /// The same where they stand in several headers, or in none.
    #[cold]
    #[inline(never)]
    fn other_values<'a>(
        &self,
        lines: &HeaderTable<'a>,
        request: &Request<'a, 'a>,
    ) -> Result<Found<'a>> {
        let format = &self.signature;
        let Some(header) = &format.header else {
            let missing = || Error::MissingPart { part: "signature".to_owned() };
            let part = format.part.as_ref().ok_or_else(missing)?;
            return self.component(part, lines, request).map(Found::Component);
        };
        let mut values = Vec::new();
        for header in [header].into_iter().chain(&format.more_headers) {
            let place = self.header_index(header);
            if lines.has(place) {
                values.push(lines.value(place, header)?);
            }
        }
        match values.as_slice() {
            [] => Err(Error::MissingHeader { header: header.clone() }),
            _ => Ok(Found::Headers(values)),
        }
    }

    #[cold]
    #[inline(never)]
    fn malformed_signature(&self) -> Error {
        let expected = self.signature.expected(self.algorithm);
        Error::MalformedSignature { header: self.signature.place(), expected }
    }

    /// The signed time of a header or a field.
    ///
    /// Nothing but its freshness says how long a count is: with a digit less it
    /// lies before September 2001, with one more behind 2286. A zero ahead of it
    /// changes nothing, and is refused where it could be another piece's. Where no
    /// freshness is tested, digits may move between a count and the body.
    #[inline]
    pub(crate) fn read_time(&self, unit: Unit, text: &[u8]) -> Result<Timestamp> {
        match unit.parse(text) {
            Some(time) if text.first() != Some(&b'0') || !self.may_have_leading_zero() => Ok(time),
            _ => Err(self.malformed_timestamp()),
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn malformed_timestamp(&self) -> Error {
        Error::MalformedTimestamp { header: self.timestamp_name() }
    }

    /// Whether a zero ahead of the time could be the end of what stands there.
    #[cold]
    #[inline(never)]
    fn may_have_leading_zero(&self) -> bool {
        let ahead = self.signed_content.before_timestamp();
        !matches!(ahead, None | Some(Segment::Literal(_)))
    }
}

impl<'a> UnverifiedRequest<'a> {
    /// Finds every header before it reads any, so that what is missing is
    /// reported ahead of what is malformed, and that ahead of what is not fresh.
    #[inline]
    pub(crate) fn read(
        scheme: &Scheme,
        lines: &HeaderTable<'a>,
        request: &Request<'a, 'a>,
        now: Timestamp,
        tolerance: Tolerance,
    ) -> Result<Self> {
        let format = &scheme.signature;
        let found = scheme.signature_values(lines, request)?;
        let timestamp = match scheme.timestamp_header() {
            Some(header) => lines.value(scheme.timestamp_index(), header)?,
            None => &[],
        };
        let id = match &scheme.message_id {
            Some(format) => {
                let id = lines.value(scheme.message_id_index(), &format.header)?;
                scheme.reject_delimiter_in_id(&format.header, id)?;
                id
            }
            None => &[],
        };

        let (signatures, timestamp) = match (&format.fields, &found) {
            (None, Found::Header(value)) if format.separator.is_none() => {
                (format.read_one(scheme.algorithm, value), Some(timestamp))
            }
            (None, _) => (format.read(scheme.algorithm, found.iter()), Some(timestamp)),
            (Some(fields), Found::Header(value)) if !fields.is_superseded(value) => {
                let values = fields.values(value, &fields.signature);
                let timestamp = match &fields.timestamp {
                    None => Some(timestamp),
                    Some(name) => fields.only(value, name),
                };
                (format.read(scheme.algorithm, values), timestamp)
            }
            (Some(_), _) => (None, None),
        };
        let (Some(signatures), Some(timestamp)) = (signatures, timestamp) else {
            return Err(scheme.malformed_signature());
        };
        let signed_at = match scheme.header_unit() {
            Some(unit) => Some(scheme.read_time(unit, timestamp)?),
            None => None,
        };
        if let Some(signed_at) = signed_at {
            tolerance.check(signed_at, now)?;
        }
        Ok(Self { signatures, signed_at, parts: BaseValues { id, timestamp } })
    }

    /// What is known once a secret has made one of the signatures.
    #[inline]
    pub(crate) fn authenticated(&self, secret_index: usize) -> Authenticated<'a> {
        Authenticated {
            message_id: self.parts.id,
            signed_at: self.signed_at,
            secret_index: Some(secret_index),
            content: None,
        }
    }
}

/// What is known of an authentic request before its body is looked into.
/// Nothing else makes one, so nothing else is read.
pub(crate) struct Authenticated<'a> {
    pub(crate) message_id: &'a [u8],
    pub(crate) signed_at: Option<Timestamp>,
    pub(crate) secret_index: Option<usize>,
    /// The SHA-256 of what is signed, where that is the event's id.
    pub(crate) content: Option<Box<[u8; 32]>>,
}

impl Authenticated<'_> {
    /// A request that is accepted without a signature.
    pub(crate) const UNSIGNED: Self =
        Self { message_id: &[], signed_at: None, secret_index: None, content: None };
}
