//! Selects the form that a request is of.

use crate::{
    json::document::Fault,
    request::HeaderTable,
    scheme::{BodyForm, Scheme, SignedForm, event_format::EventFormat},
    verify::body_prefix::BodyPrefix,
};

impl Scheme {
    /// The form that a request is of, by its signature header.
    #[inline]
    pub(crate) fn form(&self, headers: &HeaderTable<'_>) -> &Scheme {
        if self.forms.signed.is_empty() { self } else { self.signed_form(headers) }
    }

    #[cold]
    #[inline(never)]
    fn signed_form(&self, headers: &HeaderTable<'_>) -> &Scheme {
        let header = self.signature.header.as_deref().unwrap_or_default();
        let Ok(value) = headers.value(Self::SIGNATURE_INDEX, header) else {
            return self;
        };
        let is_it = |form: &&SignedForm| value.starts_with(form.prefix.as_bytes());
        self.forms.signed.iter().find(is_it).map_or(self, |form| &form.scheme)
    }

    /// Where in this body the parts of the event are; `None` where more of the body
    /// is needed to know it. Of the members that tell, the first in the body counts.
    #[inline]
    pub(crate) fn event_format(&self, body: BodyPrefix<'_>) -> Option<&EventFormat> {
        if self.forms.read.is_empty() { Some(&self.event) } else { self.body_format(body) }
    }

    #[cold]
    #[inline(never)]
    fn body_format(&self, body: BodyPrefix<'_>) -> Option<&EventFormat> {
        match self.body_form(body) {
            Ok(form) => Some(form.map_or(&self.event, |form| &form.event)),
            Err(Fault::Incomplete) => None,
            // The scheme's own form reports why a body is malformed.
            Err(Fault::Malformed) => Some(&self.event),
        }
    }

    /// The variant that a member of the body tells.
    fn body_form(&self, body: BodyPrefix<'_>) -> Result<Option<&BodyForm>, Fault> {
        let own = self.event.id_member().into_iter();
        let others = self.forms.read.iter().flat_map(|form| form.member.names());
        let names: Vec<&str> = own.chain(others).map(String::as_str).collect();
        let first = body.document().first_of(&names)?;
        Ok(first.and_then(|index| self.forms.read.get(index.checked_sub(1)?)))
    }

    /// The id of the variant that a body is of, where it is one.
    #[cfg(feature = "explain")]
    pub(crate) fn read_variant(&self, body: BodyPrefix<'_>) -> Option<&str> {
        let form = if self.forms.read.is_empty() { None } else { self.body_form(body).ok()? };
        form.map(|form| form.id.as_str())
    }
}

#[cfg(all(test, feature = "builtin"))]
mod tests {
    use super::*;
    use crate::error::Result;

    #[test]
    fn the_member_that_stands_first_tells_the_form_and_no_more_is_read() -> Result<()> {
        let scheme = Scheme::builtin("salesos")?;
        let form = |body: &str, is_whole: bool| {
            let bytes = body.as_bytes();
            let body = BodyPrefix { is_whole, ..BodyPrefix::whole(bytes) };
            let format = scheme.event_format(body)?;
            Some(format.id_member().map(String::as_str).unwrap_or_default().to_owned())
        };
        let of = |body: &str| form(body, true);
        assert_eq!(of(r#"{"id":1,"eventId":2}"#).as_deref(), Some("id"));
        assert_eq!(of(r#"{"event":0,"eventId":2,"id":1}"#).as_deref(), Some("eventId"));
        assert_eq!(of(r#"{"data":{"eventId":2}}"#).as_deref(), Some("id"));
        assert_eq!(of("no JSON").as_deref(), Some("id"));
        assert_eq!(form(r#"{"event":"lead.cre"#, false), None);
        assert_eq!(form(r#"{"event":"","eventId":"#, false).as_deref(), Some("eventId"));
        Ok(())
    }
}
