//! Signs as a provider would.

use crate::{
    crypto::algorithm::Algorithm,
    error::{Error, Result},
    request::{Header, Request, Target},
    scheme::{
        Scheme,
        secret::Secret,
        signature_base::{BaseValues, Missing},
    },
    time::Timestamp,
};

/// What a signature covers beside the body. A scheme takes what it signs, and
/// leaves the rest.
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'a> {
    /// The time of sending.
    pub now: Timestamp,
    /// The message's id, for schemes that sign one beside the body. It becomes
    /// a header: the caller sees to it that it is visible ASCII.
    pub id: Option<&'a str>,
    /// Where the request goes.
    pub target: Target<'a>,
    /// Other headers that the request has.
    pub headers: &'a [Header<'a>],
    /// In which of the scheme's [variants](Scheme::variants); its own form where
    /// absent.
    pub variant: Option<&'a str>,
}

impl<'a> SignOptions<'a> {
    /// With nothing but a time.
    pub fn at(now: Timestamp) -> Self {
        Self { now, id: None, target: Target::default(), headers: &[], variant: None }
    }

    /// With a message's id.
    #[must_use]
    pub fn with_id(mut self, id: Option<&'a str>) -> Self {
        self.id = id;
        self
    }

    /// With where the request goes.
    #[must_use]
    pub fn with_target(mut self, target: Target<'a>) -> Self {
        self.target = target;
        self
    }

    /// In a variant of the scheme.
    #[must_use]
    pub fn with_variant(mut self, id: Option<&'a str>) -> Self {
        self.variant = id;
        self
    }

    /// With other headers that the request has.
    #[must_use]
    pub fn with_headers(mut self, headers: &'a [Header<'a>]) -> Self {
        self.headers = headers;
        self
    }
}

/// A signature, and the headers that go with it.
pub struct SignedRequest {
    /// The names of the headers, in lower case, and their values, that of the
    /// signature among them where it stands in one.
    pub headers: Vec<(String, String)>,
    /// The text of the signature, for requests in which it stands elsewhere.
    pub signature: String,
}

/// Signs a body as the provider would: the names of the headers, in lower
/// case, and their values. `secret` is secret; the result is not, unless the
/// scheme is one of those that send the secret itself.
///
/// # Errors
///
/// Those of [`sign_request`], and [`Error::InvalidScheme`] where the signature
/// does not stand in a header.
pub fn sign(
    scheme: &Scheme,
    secret: &Secret,
    body: &[u8],
    stamp: SignOptions<'_>,
) -> Result<Vec<(String, String)>> {
    if scheme.signature.header.is_none() {
        let place = scheme.signature.place();
        let reason = format!("it stands in {place}, and in no header");
        return Err(Error::invalid_scheme("signature", &reason));
    }
    sign_request(scheme, secret, body, stamp).map(|signed| signed.headers)
}

/// Signs a request as the provider would, wherever the signature stands. What
/// the scheme signs of the body must be in it already.
///
/// # Errors
///
/// [`Error::InvalidSecret`] where the secret is empty or not encoded as the
/// scheme says; [`Error::MissingHeader`] and [`Error::MissingPart`] where
/// something that the scheme signs is neither in the body nor in `stamp`;
/// [`Error::InvalidScheme`] where it has no such variant.
pub fn sign_request(
    scheme: &Scheme,
    secret: &Secret,
    body: &[u8],
    stamp: SignOptions<'_>,
) -> Result<SignedRequest> {
    let scheme = stamp.variant.map_or(Ok(scheme), |id| scheme.variant(id))?;
    let invalid = |reason| Error::InvalidSecret { index: 0, reason };
    let key = scheme.key(secret).map_err(invalid)?;
    let mut headers = Vec::new();

    let id = match &scheme.message_id {
        Some(format) => {
            let missing = || Error::MissingHeader { header: format.header.clone() };
            let id = stamp.id.ok_or_else(missing)?;
            headers.push((format.header.to_ascii_lowercase(), id.to_owned()));
            id
        }
        None => "",
    };
    let timestamp = scheme.header_unit().map(|unit| unit.format(stamp.now)).unwrap_or_default();
    if let Some(header) = scheme.timestamp_header() {
        headers.push((header.to_ascii_lowercase(), timestamp.clone()));
    }

    let format = &scheme.signature;
    let text = if scheme.algorithm == Algorithm::Token {
        format.format(&scheme.secret.key(secret).map_err(invalid)?)
    } else {
        let parts = BaseValues { id: id.as_bytes(), timestamp: timestamp.as_bytes() };
        let lines = scheme.header_table(stamp.headers);
        let request = Request::new(&[], body).to(stamp.target);
        let pieces = scheme
            .signed_content
            .compose(parts, body, &mut |part| scheme.find_component(part, &lines, &request))
            .map_err(|Missing(part)| part.missing())?;
        format.format(key.digest_pieces(&pieces).bytes())
    };
    let signature = match &format.fields {
        Some(fields) => fields.format(&timestamp, &text),
        None => text,
    };
    if let Some(header) = &format.header {
        headers.push((header.to_ascii_lowercase(), signature.clone()));
    }
    Ok(SignedRequest { headers, signature })
}
