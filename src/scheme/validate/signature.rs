//! Where the signature and its time stand.

use crate::{
    error::{Result, invalid},
    scheme::{Scheme, signature_base::Segment, timestamp_format::TimestampFormat},
};

impl Scheme {
    pub(super) fn check_signature(&self) -> Result<()> {
        let format = &self.signature;
        match (&format.header, &format.part) {
            (Some(_), Some(_)) => return invalid("signature.part", "`header` is there already"),
            (None, None) => return invalid("signature.header", "it is missing"),
            (Some(_), None) => {}
            (None, Some(part)) if part.may_hold_signature() => {}
            (None, Some(_)) => {
                let reason = "a signature stands in a header, a query, a form or a body";
                return invalid("signature.part", reason);
            }
        }
        let is_digit = |c: char| {
            c.is_ascii_alphanumeric() || "+/=-_".chars().any(|it| it == c) || !c.is_ascii()
        };
        if format.separator.is_some_and(is_digit) {
            return invalid("signature.separator", "a signature may contain it");
        }
        if !format.suits(self.algorithm) {
            return invalid("signature.encoding", "it is none for this algorithm");
        }
        if !format.more_headers.is_empty() && (format.header.is_none() || format.fields.is_some()) {
            return invalid("signature.more_headers", "`header` is needed, and no `fields`");
        }
        let Some(fields) = &format.fields else {
            return Ok(());
        };
        if format.header.is_none() {
            return invalid("signature.fields", "fields stand in a header");
        }
        if fields.separators.is_empty() || fields.separators.chars().any(is_digit) {
            return invalid("signature.fields.separators", "a signature may contain it");
        }
        let assign = fields.assign;
        let is_plain = assign.is_ascii() && !assign.is_ascii_alphanumeric();
        if !is_plain || fields.separators.chars().any(|it| it == assign) {
            return invalid("signature.fields.assign", "it cannot be told from the rest");
        }
        if fields.timestamp.as_ref() == Some(&fields.signature) {
            return invalid("signature.fields.timestamp", "a field has one meaning");
        }
        Ok(())
    }

    pub(super) fn check_timestamp(&self) -> Result<()> {
        let in_fields =
            self.signature.fields.as_ref().is_some_and(|fields| fields.timestamp.is_some());
        let is_in_content = self.signed_content.contains(&Segment::Timestamp);
        let needed = "{timestamp} and the field `timestamp` need each other";
        match &self.timestamp {
            None if in_fields => invalid(
                "signature.fields.timestamp",
                "the field `timestamp` says what it counts in",
            ),
            None if is_in_content => invalid("signed_content", needed),
            None => Ok(()),
            Some(TimestampFormat { header: Some(_), part: Some(_), .. }) => {
                invalid("timestamp.part", "`header` is there already")
            }
            Some(TimestampFormat { header: None, part: Some(part), .. }) => {
                if in_fields {
                    return invalid("timestamp.part", "the time is among the fields already");
                }
                let is_signed =
                    self.signed_content.covers(part) || (part.is_in_body() && self.covers_body());
                match is_signed {
                    true if !is_in_content => Ok(()),
                    true => invalid("signed_content", "{timestamp} is that of a header"),
                    false => invalid("timestamp.part", "it is not signed"),
                }
            }
            Some(format) if format.header.is_some() == in_fields => invalid(
                "timestamp.header",
                "a header, a field of the signature or a part is needed",
            ),
            Some(_) if !is_in_content => invalid("signed_content", needed),
            Some(_) => Ok(()),
        }
    }
}
