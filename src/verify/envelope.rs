//! Reads the envelope of an authentic request: the event's id, type, time and tenant.

use std::borrow::Cow;

use crate::{
    crypto::digest::to_hex,
    error::{Error, Result},
    json::document::{Fault, Value},
    scheme::{
        Scheme,
        event_format::{BodyFormat, EventFormat, EventId},
    },
    time::{Timestamp, rfc3339, unit::Unit, whole_seconds},
    verify::{Verifier, body_prefix::BodyPrefix, event::Event, unverified::Authenticated},
};

/// The longest id, type and tenant that are taken, in bytes. They become keys,
/// headers and lines of logs.
const MAX_NAME_BYTES: usize = 256;

impl Verifier {
    /// Reads the envelope; `None` where more of the body is needed for it.
    #[inline]
    pub(super) fn read_event<'b>(
        &self,
        form: &Scheme,
        authentic: &Authenticated<'_>,
        body: BodyPrefix<'b>,
        now: Timestamp,
    ) -> Result<Option<Event<'b>>> {
        let Some(format) = form.event_format(body) else {
            return Ok(None);
        };
        let Some(mut event) = format.read(body, authentic)? else {
            return Ok(None);
        };
        self.check_age(form, format, &event, now)?;
        match self.dedup_on.as_ref().map(|dedup_on| dedup_on.key(body)) {
            None | Some(Ok(None)) => {}
            Some(Ok(Some(key))) => event.dedup_key = key.into(),
            Some(Err(Fault::Incomplete | Fault::Malformed)) => return Ok(None),
        }
        Ok(Some(event))
    }

    /// What dedup can no longer see must not pass. A body that hides its time
    /// would pass for ever, so it does not.
    #[inline]
    fn check_age(
        &self,
        form: &Scheme,
        format: &EventFormat,
        event: &Event<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let Some(window_s) = self.dedup_window_s else {
            return Ok(());
        };
        if form.signs_timestamp() || !format.has_time() {
            return Ok(());
        }
        let time =
            event.time.ok_or(Error::MalformedPayload { reason: "its time is unreadable" })?;
        let age_ms = time.age_ms(now);
        let window_ms = i64::try_from(window_s).unwrap_or(i64::MAX).saturating_mul(1000);
        if age_ms <= window_ms {
            return Ok(());
        }
        Err(Error::EventTooOld { age_s: whole_seconds(age_ms), window_s })
    }
}

impl EventFormat {
    /// How many of the fields that the format names are in a body, how many it
    /// names, and the event's type.
    #[cfg(feature = "explain")]
    pub(crate) fn traces<'b>(&self, body: &'b [u8]) -> (usize, usize, Option<Cow<'b, str>>) {
        let pointers = [
            self.kind.as_ref(),
            self.id.pointer(),
            self.time.as_ref(),
            self.tenant.as_ref(),
            self.data.as_ref(),
        ];
        let named = pointers.iter().flatten().count();
        if named == 0 {
            return (0, 0, None);
        }
        let values =
            crate::json::document::Document::new(body, true).select(pointers).unwrap_or_default();
        let [kind, ..] = values;
        (values.iter().flatten().count(), named, kind.and_then(Value::string))
    }

    /// Reads the envelope; `None` where more of the body is needed for it.
    #[inline]
    pub(crate) fn read<'b>(
        &self,
        excerpt: BodyPrefix<'b>,
        from: &Authenticated<'_>,
    ) -> Result<Option<Event<'b>>> {
        let pointers =
            [self.id.pointer(), self.kind.as_ref(), self.time.as_ref(), self.tenant.as_ref()];
        let [id, kind, time, tenant] = match excerpt.document().select(pointers) {
            Ok(values) => values,
            Err(Fault::Incomplete) => return Ok(None),
            Err(Fault::Malformed) if self.format == BodyFormat::Any => [None; 4],
            Err(Fault::Malformed) => return Err(malformed("its body is not a JSON object")),
        };

        let id = match id.and_then(string_or_integer) {
            Some(id) if is_id(&id) => id,
            text => match self.id.other(id, text.as_deref(), excerpt, from)? {
                Some(id) => Cow::Owned(id),
                None => return Ok(None),
            },
        };

        Ok(Some(Event {
            dedup_key: id.clone(),
            id,
            kind: kind.and_then(Value::string).filter(|name| is_short(name)),
            time: time.and_then(|time| self.read_time(time)).or(from.signed_at),
            tenant: tenant.and_then(string_or_integer).filter(|name| is_short(name)),
            secret_index: from.secret_index,
            body: excerpt.bytes,
        }))
    }
}

impl EventFormat {
    #[inline]
    fn read_time(&self, time: Value<'_>) -> Option<Timestamp> {
        match self.time_unit {
            None | Some(Unit::Rfc3339) => rfc3339::parse(&time.characters()?),
            Some(unit) => unit.parse(time.integer()?.as_bytes()),
        }
    }
}

impl EventId {
    /// The id where no pointer leads to one: what it leads to, and the text of that
    /// if it has one, say why. `None` where more of the body is needed.
    #[cold]
    #[inline(never)]
    fn other(
        &self,
        value: Option<Value<'_>>,
        text: Option<&str>,
        excerpt: BodyPrefix<'_>,
        from: &Authenticated<'_>,
    ) -> Result<Option<String>> {
        let text = match self {
            EventId::BodySha256 | EventId::PointerOrBodySha256(_) => {
                return Ok(excerpt.sha256().map(|digest| to_hex(&digest)));
            }
            EventId::ContentSha256 | EventId::PointerOrContentSha256(_) => {
                return Ok(from.content.as_deref().map(|digest| to_hex(digest)));
            }
            EventId::MessageId => std::str::from_utf8(from.message_id).ok(),
            EventId::Pointer(_) => text,
        };
        let reason = match (text, value) {
            (Some(id), _) if is_id(id) => return Ok(Some(id.to_owned())),
            (Some(""), _) => "its id is empty",
            (Some(_), _) => "its id is longer than 256 bytes",
            (None, None) if self.pointer().is_some() => "its body has no id",
            (None, Some(value)) if value.is_utf8() => "its id is neither a string nor an integer",
            (None, _) => "its id is not UTF-8",
        };
        Err(malformed(reason))
    }
}

fn malformed(reason: &'static str) -> Error {
    Error::MalformedPayload { reason }
}

#[inline]
fn is_id(text: &str) -> bool {
    !text.is_empty() && is_short(text)
}

#[inline]
fn string_or_integer(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.string().or_else(|| value.integer().map(Cow::Borrowed))
}

#[inline]
fn is_short(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES
}
