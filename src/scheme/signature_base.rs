//! What is signed: literal text around the parts of a request.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{crypto::mac_input::MacInput, scheme::component::Component};

/// A parsed template, as `{timestamp}.{body}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub(crate) struct SignatureBase {
    segments: Vec<Segment>,
    /// Whether all of it is literal text, the id, the timestamp and the body.
    is_plain: bool,
    id_delimiter: u8,
    /// Whether something that the sender chooses beside the body has no end, may be
    /// left out, or stands behind the body.
    is_unbounded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Id,
    Timestamp,
    Body,
    /// The key itself, for hashes that are no HMAC.
    Secret,
    /// With the byte that ends it, where the sender chooses it and something does;
    /// else 0.
    Component(Component, u8),
    /// What is between `{[}` and `{]}`: left out where a part of it is missing.
    Optional(Vec<Segment>),
}

/// What a request's headers put into the template.
#[derive(Clone, Copy, Default)]
pub(crate) struct BaseValues<'a> {
    pub(crate) id: &'a [u8],
    /// As it was written: a time that is formatted anew may not be what was signed.
    pub(crate) timestamp: &'a [u8],
}

/// A part that is not in the request, and is needed.
pub(crate) struct Missing<'a>(pub(crate) &'a Component);

impl SignatureBase {
    /// Whether this stands in it.
    pub(crate) fn contains(&self, segment: &Segment) -> bool {
        self.flat().contains(&segment)
    }

    pub(crate) fn ends_with(&self, segment: &Segment) -> bool {
        self.segments.last() == Some(segment)
    }

    /// Whether it says the secret, or what a request claims.
    pub(crate) fn reads_unverified(&self) -> bool {
        let reads_unverified =
            |it: &Segment| matches!(it, Segment::Secret | Segment::Id | Segment::Timestamp);
        self.flat().into_iter().any(reads_unverified)
    }

    /// How often a segment stands in it.
    pub(crate) fn count(&self, segment: &Segment) -> usize {
        self.flat().into_iter().filter(|it| *it == segment).count()
    }

    /// The parts that it covers.
    pub(crate) fn components(&self) -> Vec<&Component> {
        self.component_delimiters().into_iter().map(|(part, _)| part).collect()
    }

    /// Whether it covers a part.
    pub(crate) fn covers(&self, part: &Component) -> bool {
        self.components().contains(&part)
    }

    /// Its segments; none where it is not plain.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&[Segment]> {
        self.is_plain.then_some(&self.segments)
    }

    /// Its segments, for people who want to see what is signed.
    #[cfg(feature = "explain")]
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The byte that ends the id; 0 where nothing does.
    #[inline]
    pub(crate) fn id_delimiter(&self) -> u8 {
        self.id_delimiter
    }

    /// Its parts, and the byte that ends each.
    pub(crate) fn component_delimiters(&self) -> Vec<(&Component, u8)> {
        let parts = self.flat().into_iter().filter_map(|segment| match segment {
            Segment::Component(part, end) => Some((part, *end)),
            _ => None,
        });
        parts.collect()
    }

    /// Whether something ends each of what the sender chooses beside the body. A
    /// time ends it where it is a date.
    pub(crate) fn is_unambiguous(&self, is_date: bool) -> bool {
        let is_chosen = |it: &Segment| matches!(it, Segment::Id | Segment::Component(_, 1..));
        !self.is_unbounded && (is_date || !self.before_timestamp().is_some_and(is_chosen))
    }

    /// What stands right ahead of the time.
    #[cold]
    #[inline(never)]
    pub(crate) fn before_timestamp(&self) -> Option<&Segment> {
        self.segments.windows(2).find_map(|pair| match pair {
            [ahead, Segment::Timestamp] => Some(ahead),
            _ => None,
        })
    }

    /// The bytes that what is signed may begin with, where that can be told. A JSON
    /// body is an object.
    pub(crate) fn first_bytes(&self, has_json: bool) -> Option<Vec<u8>> {
        match self.segments.first()? {
            Segment::Literal(text) => text.bytes().next().map(|byte| vec![byte]),
            Segment::Timestamp => Some((b'0'..=b'9').collect()),
            // Blanks may stand ahead of the object, or a byte order mark.
            Segment::Body if has_json => Some(b"{ \t\n\r\xEF".to_vec()),
            _ => None,
        }
    }

    /// How many segments there are, one in another included.
    pub(crate) fn size(&self) -> usize {
        self.flat().len()
    }

    fn flat(&self) -> Vec<&Segment> {
        let mut flat = Vec::new();
        for segment in &self.segments {
            match segment {
                Segment::Optional(inner) => flat.extend(inner),
                segment => flat.push(segment),
            }
        }
        flat
    }

    /// What is signed, piece by piece, of a plain template. The pieces are never
    /// joined, so nothing in a body can be taken for a part of the template.
    #[inline]
    pub(crate) fn fill<'a>(
        &'a self,
        parts: BaseValues<'a>,
        body: &'a [u8],
    ) -> impl Iterator<Item = &'a [u8]> {
        self.segments.iter().map(move |segment| match segment {
            Segment::Literal(text) => text.as_bytes(),
            Segment::Id => parts.id,
            Segment::Timestamp => parts.timestamp,
            Segment::Body => body,
            Segment::Secret | Segment::Component(..) | Segment::Optional(_) => &[],
        })
    }

    /// The same of any template. `read` finds the parts.
    pub(crate) fn compose<'a>(
        &'a self,
        parts: BaseValues<'a>,
        body: &'a [u8],
        read: &mut dyn FnMut(&Component) -> Option<Cow<'a, [u8]>>,
    ) -> Result<Vec<MacInput<'a>>, Missing<'a>> {
        let mut pieces = Vec::new();
        let mut one = |segment: &'a Segment| {
            let bytes = match segment {
                Segment::Literal(text) => text.as_bytes(),
                Segment::Id => parts.id,
                Segment::Timestamp => parts.timestamp,
                Segment::Body => body,
                Segment::Optional(_) => &[],
                Segment::Secret => return Ok(MacInput::Secret),
                Segment::Component(part, _) => {
                    return read(part).map(MacInput::Bytes).ok_or(Missing(part));
                }
            };
            Ok(MacInput::Bytes(Cow::Borrowed(bytes)))
        };
        for segment in &self.segments {
            match segment {
                Segment::Optional(inner) => {
                    let inner: Result<Vec<_>, _> = inner.iter().map(&mut one).collect();
                    pieces.extend(inner.into_iter().flatten());
                }
                segment => pieces.push(one(segment)?),
            }
        }
        Ok(pieces)
    }
}

impl TryFrom<String> for SignatureBase {
    type Error = String;

    fn try_from(template: String) -> Result<Self, Self::Error> {
        let mut segments = Vec::new();
        // What stands ahead of an optional part that is not closed yet.
        let mut outer: Option<Vec<Segment>> = None;
        let (mut id_delimiter, mut has_body, mut is_unbounded) = (0, false, false);
        let mut rest = template.as_str();
        while let Some((literal, after)) = rest.split_once('{') {
            if !literal.is_empty() {
                segments.push(Segment::Literal(literal.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or("a brace is opened and not closed")?;
            rest = after;
            has_body |= matches!(name, "body" | "sorted_form" | "body_sha256" | "body_sha256_hex");
            let end = if has_body { 0 } else { end(rest) };
            let segment = match name {
                "id" => {
                    id_delimiter = end;
                    is_unbounded |= end == 0;
                    Segment::Id
                }
                "timestamp" => Segment::Timestamp,
                "body" => Segment::Body,
                "secret" => Segment::Secret,
                "[" if outer.is_none() => {
                    outer = Some(std::mem::take(&mut segments));
                    continue;
                }
                "[" => return Err("an optional part is in another".to_owned()),
                "]" => {
                    let inner = std::mem::take(&mut segments);
                    segments = outer.take().ok_or("{]} closes what is not open")?;
                    let may_miss =
                        |it: &Segment| matches!(it, Segment::Literal(_) | Segment::Component(..));
                    if !inner.iter().all(may_miss) {
                        return Err(
                            "the body, the time, the id and the secret are not optional".to_owned()
                        );
                    }
                    // What is left out may as well be what the body begins with.
                    is_unbounded = true;
                    Segment::Optional(inner)
                }
                _ => match Component::try_from(name.to_owned())? {
                    part if part.is_chosen() => {
                        is_unbounded |= end == 0;
                        Segment::Component(part, end)
                    }
                    part => Segment::Component(part, 0),
                },
            };
            segments.push(segment);
        }
        if outer.is_some() {
            return Err("{[} is not closed".to_owned());
        }
        if !rest.is_empty() {
            segments.push(Segment::Literal(rest.to_owned()));
        }
        let is_plain = segments.iter().all(|segment| {
            !matches!(segment, Segment::Secret | Segment::Component(..) | Segment::Optional(_))
        });
        Ok(Self { segments, is_plain, id_delimiter, is_unbounded: is_unbounded && has_body })
    }
}

/// What ends a value, given the template behind it.
///
/// The pieces of what is signed are hashed side by side, so a signature is good
/// for every request whose pieces join to the same bytes: for the id
/// `a.1700000000.{"b":"` as well, if the body goes on with a time. A value is
/// therefore taken only where the byte that ends it is not in it.
///
/// A text ends a value by its first byte: the value ends where that stands first.
/// So does a date and time, by its colons: the first one is its fourteenth byte,
/// so it begins thirteen ahead of that; and where it ends it says by itself.
fn end(behind: &str) -> u8 {
    let behind = match behind.as_bytes() {
        [b'{', b']', b'}', behind @ ..] => behind,
        behind => behind,
    };
    match behind {
        // No other name begins so.
        [b'{', b't', ..] => b':',
        [b'{', ..] | [] => 0,
        [first, ..] => *first,
    }
}

impl From<SignatureBase> for String {
    fn from(template: SignatureBase) -> Self {
        write(template.segments)
    }
}

fn write(segments: Vec<Segment>) -> String {
    segments
        .into_iter()
        .map(|segment| match segment {
            Segment::Literal(text) => text,
            Segment::Id => "{id}".to_owned(),
            Segment::Timestamp => "{timestamp}".to_owned(),
            Segment::Body => "{body}".to_owned(),
            Segment::Secret => "{secret}".to_owned(),
            Segment::Component(part, _) => format!("{{{}}}", String::from(part)),
            Segment::Optional(inner) => format!("{{[}}{}{{]}}", write(inner)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Result<SignatureBase, String> {
        SignatureBase::try_from(text.to_owned())
    }

    #[test]
    fn a_template_is_written_as_it_is_read() -> Result<(), String> {
        for text in
            ["{timestamp}.{body}", "a{[}id:{header:X-Id};{]}{/a/b}{secret}z", "", "{url}{body}"]
        {
            assert_eq!(String::from(template(text)?), text);
        }
        for wrong in
            ["{", "{body", "{[}{[}{]}{]}", "{]}", "{[}", "{nonce}", "{Body}", "{[}{body}{]}"]
        {
            assert!(template(wrong).is_err(), "{wrong}");
        }
        Ok(())
    }

    #[test]
    fn what_is_optional_is_left_out_where_a_part_of_it_is_missing() -> Result<(), String> {
        let template = template("{[}a:{header:A};{]}{[}b:{header:B};{]}{timestamp}{secret}")?;
        let parts = BaseValues { id: b"", timestamp: b"7" };
        let mut read =
            |part: &Component| (part.header() == Some("B")).then_some(Cow::Borrowed(&b"2"[..]));
        let pieces = template.compose(parts, b"", &mut read).map_err(|_| "a part is missing")?;
        let text: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                MacInput::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                MacInput::Secret => "*".to_owned(),
            })
            .collect();
        assert_eq!(text.concat(), "b:2;7*");
        Ok(())
    }

    #[test]
    fn what_is_not_optional_must_be_there() -> Result<(), String> {
        let template = template("{header:A}{body}")?;
        let missing = template.compose(BaseValues::default(), b"", &mut |_| None).err();
        assert_eq!(
            missing.and_then(|missing| missing.0.header().map(str::to_owned)).as_deref(),
            Some("A")
        );
        Ok(())
    }
}
