//! Picks a few values out of a JSON document, and reads no further than they
//! stand.
//!
//! A body may be a megabyte, and what is wanted of it stands in its first
//! hundred bytes: what lies behind that is authentic, and nobody's business
//! here. What is read is read strictly (RFC 8259), at any depth without
//! recursion. Numbers stay text, so an id above 2^53 is not rounded.

use std::borrow::Cow;

use crate::json::{
    pointer::Pointer,
    scanner::{Scanner, Stop, unescape},
};

/// A JSON document, or what it begins with.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    bytes: &'a [u8],
    is_whole: bool,
}

/// Why nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no JSON, or no object.
    Malformed,
    /// It ends too early, and is not the whole document.
    Incomplete,
}

/// A value in a document, as it was written.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    bytes: &'a [u8],
    /// Whether it is a string with escapes.
    has_escapes: bool,
}

impl<'a> Document<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8], is_whole: bool) -> Self {
        Self { bytes, is_whole }
    }

    /// A body, which may begin with a byte order mark.
    #[inline]
    pub(crate) fn of_body(bytes: &'a [u8], is_whole: bool) -> Self {
        Self::new(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes), is_whole)
    }

    fn fault(self, stop: Stop) -> Fault {
        match stop {
            Stop::End if !self.is_whole => Fault::Incomplete,
            Stop::End | Stop::Malformed => Fault::Malformed,
        }
    }

    /// Which of the names is that of the first member to have one of them.
    pub(crate) fn first_of(self, names: &[&str]) -> Result<Option<usize>, Fault> {
        let mut scanner = Scanner { rest: self.bytes };
        scanner.first_of(names).map_err(|stop| self.fault(stop))
    }

    /// The values that the pointers lead to, where they lead to one. Of
    /// members with one name the first counts.
    #[inline]
    pub(crate) fn select<const N: usize>(
        self,
        pointers: [Option<&Pointer>; N],
    ) -> Result<[Option<Value<'a>>; N], Fault> {
        let paths = pointers.map(|pointer| pointer.map_or(&[][..], Pointer::names));
        let names = paths.map(|path| path.first().map(String::as_str));
        let mut values = [None; N];
        let mut scanner = Scanner { rest: self.bytes };
        scanner.members(&names, &mut values).map_err(|stop| self.fault(stop))?;
        for (value, path) in values.iter_mut().zip(paths) {
            for name in path.iter().skip(1) {
                *value = value.and_then(|value| value.member(name));
            }
        }
        Ok(values)
    }
}

impl<'a> Value<'a> {
    /// As it was written.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The member of this name, if this is an object that has one.
    #[inline]
    fn member(self, name: &str) -> Option<Value<'a>> {
        let mut value = [None];
        Scanner { rest: self.bytes }.members(&[Some(name)], &mut value).ok()?;
        let [value] = value;
        value
    }

    /// The text that this is, if it is a string.
    #[inline]
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        match self.characters()? {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    }

    /// The bytes of the text that this is, if it is a string. They need not be
    /// UTF-8.
    #[inline]
    pub(crate) fn characters(self) -> Option<Cow<'a, [u8]>> {
        if self.has_escapes {
            return Some(Cow::Owned(unescape(self.bytes)?.into_bytes()));
        }
        match self.bytes {
            [b'"', inner @ .., b'"'] => Some(Cow::Borrowed(inner)),
            _ => None,
        }
    }

    /// What a text stands for, and what a number, `true` or `false` is written
    /// as.
    pub(crate) fn scalar(self) -> Option<Cow<'a, [u8]>> {
        match self.bytes.first()? {
            b'"' => self.characters(),
            b'{' | b'[' | b'n' => None,
            _ => Some(Cow::Borrowed(self.bytes)),
        }
    }

    /// The digits of the integer that this is, and its sign.
    #[inline]
    pub(crate) fn integer(self) -> Option<&'a str> {
        let digits = self.bytes.strip_prefix(b"-").unwrap_or(self.bytes);
        let is_integer = digits.iter().all(u8::is_ascii_digit) && self.bytes != b"-0";
        if is_integer { std::str::from_utf8(self.bytes).ok() } else { None }
    }

    /// Whether this is UTF-8, as JSON has to be.
    pub(crate) fn is_utf8(self) -> bool {
        std::str::from_utf8(self.bytes).is_ok()
    }

    /// Whether this is a string, and stands for a text.
    #[inline]
    fn is(self, text: &str) -> bool {
        // Of most names the size tells, and that is the quicker look.
        let is_as_long = self.bytes.len() == text.len() + 2;
        (is_as_long || self.has_escapes)
            && self.characters().is_some_and(|characters| *characters == *text.as_bytes())
    }
}

impl<'a> Scanner<'a> {
    /// Finds the members of an object with these names. Reads to the last of
    /// them, or through the object where one is not there.
    #[inline]
    fn members(
        &mut self,
        names: &[Option<&str>],
        values: &mut [Option<Value<'a>>],
    ) -> Result<(), Stop> {
        let mut missing = names.iter().flatten().count();
        self.skip_whitespace();
        self.expect(b'{')?;
        self.skip_whitespace();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let name = self.member_name()?;
            let value = self.value()?;
            for (slot, wanted) in values.iter_mut().zip(names) {
                if slot.is_none() && wanted.is_some_and(|wanted| name.is(wanted)) {
                    *slot = Some(value);
                    missing -= 1;
                }
            }
            self.skip_whitespace();
            if missing == 0 || self.take(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
            self.skip_whitespace();
        }
    }

    /// Passes over members until one has one of these names.
    fn first_of(&mut self, names: &[&str]) -> Result<Option<usize>, Stop> {
        self.skip_whitespace();
        self.expect(b'{')?;
        self.skip_whitespace();
        if self.take(b'}') {
            return Ok(None);
        }
        loop {
            let name = self.member_name()?;
            if let Some(index) = names.iter().position(|wanted| name.is(wanted)) {
                return Ok(Some(index));
            }
            self.value()?;
            self.skip_whitespace();
            if self.take(b'}') {
                return Ok(None);
            }
            self.expect(b',')?;
            self.skip_whitespace();
        }
    }

    #[inline]
    fn member_name(&mut self) -> Result<Value<'a>, Stop> {
        let start = self.rest;
        let has_escapes = self.name()?;
        let name = before(start, self.rest);
        self.colon()?;
        Ok(Value { bytes: name, has_escapes })
    }

    #[inline]
    fn value(&mut self) -> Result<Value<'a>, Stop> {
        let start = self.rest;
        let has_escapes = if self.take(b'"') {
            self.skip_string()?
        } else {
            self.skip_value()?;
            false
        };
        Ok(Value { bytes: before(start, self.rest), has_escapes })
    }
}

/// What of `start` stands before `rest`, which it ends with.
#[inline]
fn before<'a>(start: &'a [u8], rest: &[u8]) -> &'a [u8] {
    let (read, _) = start.split_at(start.len().saturating_sub(rest.len()));
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(json: &str, pointer: &str) -> Result<Option<String>, Fault> {
        let pointer = Pointer::try_from(pointer.to_owned()).map_err(|_| Fault::Malformed)?;
        let [value] = Document::new(json.as_bytes(), true).select([Some(&pointer)])?;
        Ok(value.map(|value| String::from_utf8_lossy(value.bytes).into_owned()))
    }

    fn found(value: &str) -> Result<Option<String>, Fault> {
        Ok(Some(value.to_owned()))
    }

    #[test]
    fn a_pointer_leads_through_objects() {
        assert_eq!(select(r#"{"a":{"b/c":1}}"#, "/a/b~1c"), found("1"));
        assert_eq!(select(r#"{"a":[1]}"#, "/a/0"), Ok(None));
        assert_eq!(select(r#"{"b":1}"#, "/a/b"), Ok(None));
    }

    #[test]
    fn names_are_compared_as_what_they_stand_for() {
        assert_eq!(select(r#"{"\u0061":1}"#, "/a"), found("1"));
        assert_eq!(select(r#"{"\ud800":0,"a":1}"#, "/a"), found("1"));
    }

    #[test]
    fn the_first_of_equal_names_counts_and_nothing_is_read_behind_it() {
        assert_eq!(select(r#"{"a":1,"a":2}"#, "/a"), found("1"));
        assert_eq!(select(r#"{"a":1,"#, "/a"), found("1"));
    }

    #[test]
    fn what_is_read_is_read_strictly() {
        for text in [
            "",
            "[1]",
            "1",
            "{",
            r#"{"a":}"#,
            r#"{"a" 1}"#,
            "{a:1}",
            r#"{"a":1 "b":2}"#,
            r#"{,"a":1}"#,
            r#"{"a":01}"#,
            r#"{"a":1.}"#,
            r#"{"a":.1}"#,
            r#"{"a":+1}"#,
            r#"{"a":1e}"#,
            r#"{"a":-}"#,
            r#"{"a":tru}"#,
            r#"{"a":nul"#,
            r#"{"a":[1,]}"#,
            r#"{"a":[}}"#,
            r#"{"a":{"b":1,}}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u00g0"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":"b"#,
            r#"{"b":1,}"#,
            r#"{"a":1"#,
            "\u{a0}{}",
        ] {
            assert_eq!(select(text, "/z"), Err(Fault::Malformed), "{text}");
        }
    }

    #[test]
    fn the_beginning_of_a_document_is_incomplete_until_the_values_stand_in_it() {
        let json = br#"{"x":[{"y":"\u00e9"},-1.5e+3,true,null],"a":12,"b":0}"#;
        let pointer = Pointer::try_from("/a".to_owned()).ok();
        let last = json.windows(2).position(|pair| pair == b"2,").map_or(0, |at| at + 2);
        for end in 0..=json.len() {
            let found = Document::new(&json[..end], false).select([pointer.as_ref()]);
            match found {
                Ok([Some(value)]) => assert!(end >= last && value.bytes == b"12", "{end}"),
                Ok([None]) => assert_eq!(end, last, "nothing is found"),
                Err(fault) => assert!(end < last && fault == Fault::Incomplete, "{end}"),
            }
        }
    }

    #[test]
    fn a_hundred_thousand_levels_are_skipped() {
        let deep = format!(r#"{{"x":{}{},"a":1}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(select(&deep, "/a"), found("1"));
    }

    /// What serde_json takes is taken, and what it refuses is refused, for
    /// documents that are altered in every way one byte can be.
    #[test]
    fn it_agrees_with_serde_json() {
        let documents = [
            r#"{"a":{"b":[1,-2.5e-3,true,false,null,"\"\u00e9\\"],"":{}},"c":[],"d":"é"}"#,
            " { \"n\" : 0 , \"o\" : [ [ ] , { } ] , \"p\" : -0.0E+1 } ",
        ];
        let absent = Pointer::try_from("/absent".to_owned()).ok();
        let mut taken = 0;
        for document in documents {
            for at in 0..document.len() {
                for byte in 0..=u8::MAX {
                    for (start, end) in [(at, at + 1), (at, at)] {
                        let bytes = document.as_bytes();
                        let altered = [&bytes[..start], &[byte], &bytes[end..]].concat();
                        let ours = Document::new(&altered, true).select([absent.as_ref()]);
                        // Behind the object nothing is read, and in what is
                        // skipped invalid UTF-8 passes.
                        let mut stream = serde_json::Deserializer::from_slice(&altered)
                            .into_iter::<serde_json::Map<String, serde_json::Value>>();
                        let theirs = matches!(stream.next(), Some(Ok(_)));
                        if std::str::from_utf8(&altered).is_ok() {
                            let text = String::from_utf8_lossy(&altered);
                            assert_eq!(ours.is_ok(), theirs, "{text}");
                            taken += usize::from(theirs);
                        }
                    }
                }
            }
        }
        assert!(taken > 1000);
    }
}
