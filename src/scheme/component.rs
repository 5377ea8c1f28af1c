//! Where a value stands in a request: what signatures cover, and what they are
//! read from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    crypto::{digest::to_hex, sha256},
    encoding::form::{self, Pairs},
    error::Error,
    json::{document::Document, pointer::Pointer},
    request::Request,
    scheme::digest_encoding::Encoding,
};

/// A place in a request. In a scheme it is written as in a template, without
/// the braces: `header:X-Request-Id`, `query:signature`, `/event/time`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Component {
    /// A header's value. It is there once.
    Header(String),
    /// A parameter of the URL, decoded. It is there once.
    Query(String),
    /// A field of a form, decoded. It is there once.
    Form(String),
    /// A text, a number, `true` or `false` in a JSON body.
    Body(Pointer),
    /// The URL, as the receiver knows it.
    Url,
    /// Its beginning, up to the query.
    UrlWithoutQuery,
    /// Its path and query.
    Path,
    /// The method, in capitals.
    Method,
    /// The body's SHA-256.
    BodySha256,
    /// The same in small hexadecimal digits.
    BodySha256Hex,
    /// The fields of a form, decoded and sorted, name and value one after the
    /// other, with nothing in between. Of equal fields one.
    SortedForm,
    /// The digest that the key makes of another part: of handshakes alone.
    Mac(Encoding, Box<Component>),
}

/// What the parts have in common that have a name of their own.
static FIXED: [(&str, Component); 7] = [
    ("url", Component::Url),
    ("url_without_query", Component::UrlWithoutQuery),
    ("path", Component::Path),
    ("method", Component::Method),
    ("body_sha256", Component::BodySha256),
    ("body_sha256_hex", Component::BodySha256Hex),
    ("sorted_form", Component::SortedForm),
];

impl Component {
    /// The header that it is.
    pub(crate) fn header(&self) -> Option<&str> {
        match self {
            Component::Header(name) => Some(name),
            Component::Mac(_, of) => of.header(),
            _ => None,
        }
    }

    /// Whether it changes whenever what the body says does.
    pub(crate) fn covers_body(&self) -> bool {
        self.covers_bytes() || matches!(self, Component::SortedForm)
    }

    /// Whether it changes whenever a byte of the body does. A sorted form does
    /// not: the same fields are written in many ways.
    pub(crate) fn covers_bytes(&self) -> bool {
        matches!(self, Component::BodySha256 | Component::BodySha256Hex)
    }

    /// Whether the request has it more than once, where that can be: one of them
    /// would be signed, and another one believed.
    pub(crate) fn is_repeated(&self, request: &Request<'_, '_>) -> bool {
        match self {
            Component::Query(name) => {
                request.target.url.is_some_and(|url| Pairs::of_query(url).values(name).len() > 1)
            }
            Component::Form(name) => Pairs::of(request.body).values(name).len() > 1,
            _ => false,
        }
    }

    /// Whether a signature may stand there.
    pub(crate) fn may_hold_signature(&self) -> bool {
        self.is_in_body() || self.is_query()
    }

    /// Whether it is a piece of the body, as the sender wrote it.
    pub(crate) fn is_in_body(&self) -> bool {
        matches!(self, Component::Body(_) | Component::Form(_))
    }

    /// Whether the sender chooses it, whatever the body is.
    pub(crate) fn is_chosen(&self) -> bool {
        matches!(self, Component::Header(_) | Component::Query(_))
    }

    /// Whether it is what a pointer leads to.
    pub(crate) fn is_at(&self, pointer: &Pointer) -> bool {
        matches!(self, Component::Body(own) if own == pointer)
    }

    pub(crate) fn is_query(&self) -> bool {
        matches!(self, Component::Query(_))
    }

    /// Whether it is the whole URL.
    pub(crate) fn is_url(&self) -> bool {
        matches!(self, Component::Url)
    }

    /// Whether the URL has to be known.
    pub(crate) fn is_of_url(&self) -> bool {
        matches!(
            self,
            Component::Url | Component::UrlWithoutQuery | Component::Path | Component::Query(_)
        )
    }

    /// Whether it takes the key to know it.
    pub(crate) fn needs_key(&self) -> bool {
        matches!(self, Component::Mac(..))
    }

    /// As it is written.
    pub(crate) fn text(&self) -> String {
        String::from(self.clone())
    }

    /// The error where it is not there.
    pub(crate) fn missing(&self) -> Error {
        match self {
            Component::Header(header) => Error::MissingHeader { header: header.clone() },
            Component::UrlWithoutQuery | Component::Path => {
                Error::MissingPart { part: "url".to_owned() }
            }
            part => Error::MissingPart { part: String::from(part.clone()) },
        }
    }

    /// Its value; none where it is not there. `header` finds headers.
    pub(crate) fn read<'a>(
        &self,
        header: impl FnOnce(&str) -> Option<&'a [u8]>,
        request: &Request<'a, 'a>,
    ) -> Option<Cow<'a, [u8]>> {
        let (url, body) = (request.target.url, request.body);
        let own = |text: String| Cow::Owned(text.into_bytes());
        match self {
            Component::Header(name) => header(name).map(Cow::Borrowed),
            Component::Query(name) => Pairs::of_query(url?).first(name).map(own),
            Component::Form(name) => Pairs::of(body).first(name).map(own),
            Component::Body(pointer) => {
                let [value] = Document::new(body, true).select([Some(pointer)]).ok()?;
                value?.scalar()
            }
            Component::Url => Some(Cow::Borrowed(url?.as_bytes())),
            Component::UrlWithoutQuery => Some(Cow::Borrowed(form::split_query(url?).0.as_bytes())),
            Component::Path => Some(Cow::Borrowed(form::path_of(url?).as_bytes())),
            Component::Method => Some(own(request.target.method?.to_ascii_uppercase())),
            Component::BodySha256 => Some(Cow::Owned(sha256::hash(body).to_vec())),
            Component::BodySha256Hex => Some(own(to_hex(&sha256::hash(body)))),
            Component::SortedForm => Pairs::of(body).sorted().map(own),
            // It needs the key: see `handshake`.
            Component::Mac(..) => None,
        }
    }
}

impl TryFrom<String> for Component {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.starts_with('/') {
            return Pointer::try_from(text).map(Component::Body);
        }
        if let Some((_, part)) = FIXED.iter().find(|(name, _)| *name == text) {
            return Ok(part.clone());
        }
        match text.split_once(':') {
            Some(("header", name)) => Ok(Component::Header(name.to_owned())),
            Some(("query", name)) => Ok(Component::Query(name.to_owned())),
            Some(("form", name)) => Ok(Component::Form(name.to_owned())),
            Some(("hmac-hex", part)) => mac(Encoding::Hex, part),
            Some(("hmac-base64", part)) => mac(Encoding::Base64, part),
            _ => Err(format!("`{text}` is no part of a request")),
        }
    }
}

fn mac(encoding: Encoding, part: &str) -> Result<Component, String> {
    match Component::try_from(part.to_owned())? {
        Component::Mac(..) => Err("a digest of a digest is not needed anywhere".to_owned()),
        part => Ok(Component::Mac(encoding, Box::new(part))),
    }
}

impl From<Component> for String {
    fn from(part: Component) -> Self {
        match part {
            Component::Header(name) => format!("header:{name}"),
            Component::Query(name) => format!("query:{name}"),
            Component::Form(name) => format!("form:{name}"),
            Component::Body(pointer) => pointer.into(),
            Component::Mac(Encoding::Base64, of) => format!("hmac-base64:{}", String::from(*of)),
            Component::Mac(_, of) => format!("hmac-hex:{}", String::from(*of)),
            fixed => {
                let known = FIXED.iter().find(|(_, part)| *part == fixed);
                known.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_written_as_it_is_read() -> Result<(), String> {
        let fixed = FIXED.iter().map(|(name, _)| (*name).to_owned());
        let named =
            ["header:X-Id", "query:a:b", "form:", "/a/b~1c", "hmac-hex:/a", "hmac-base64:query:b"]
                .map(str::to_owned);
        for text in fixed.chain(named) {
            assert_eq!(String::from(Component::try_from(text.clone())?), text);
        }
        for wrong in ["", "body", "cookie:a", "Header:x", "hmac-hex:hmac-hex:url"] {
            assert!(Component::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
        Ok(())
    }
}
