//! Makes the headers that a provider would send.

use crate::{Error, Result, Scheme, Secret, Timestamp, template::Parts, verify::key};

/// What a signature covers beside the body. A scheme takes what it signs, and
/// leaves the rest.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The time of sending.
    pub now: Timestamp,
    /// The message's id, for schemes that sign one beside the body. It becomes
    /// a header: the caller sees to it that it is visible ASCII.
    pub id: Option<&'a str>,
}

/// Signs a body as the provider would: the names of the headers, in lower
/// case, and their values. `secret` is secret; the result is not.
///
/// # Errors
///
/// [`Error::InvalidSecret`] where the secret is empty or not encoded as the
/// scheme says; [`Error::MissingHeader`] where the scheme signs an id and
/// `stamp` has none.
pub fn sign(
    scheme: &Scheme,
    secret: &Secret,
    body: &[u8],
    stamp: Stamp<'_>,
) -> Result<Vec<(String, String)>> {
    let key = key(scheme, secret).map_err(|reason| Error::InvalidSecret { index: 0, reason })?;
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
    let timestamp = match &scheme.timestamp {
        Some(format) => {
            let timestamp = format.unit.format(stamp.now);
            headers.push((format.header.to_ascii_lowercase(), timestamp.clone()));
            timestamp
        }
        None => String::new(),
    };

    let parts = Parts { id: id.as_bytes(), timestamp: timestamp.as_bytes() };
    let digest = key.digest(scheme.signed_content.fill(parts, body));
    headers.push((scheme.signature.header.to_ascii_lowercase(), scheme.signature.format(&digest)));
    Ok(headers)
}
