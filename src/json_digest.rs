//! A digest of a JSON value that does not depend on how it was written.
//!
//! The order of an object's members, blanks and escapes make no difference.
//! Numbers do, digit by digit: as doubles, two ids above 2^53 would be one.
//! A container's digest is made of the digests of what is in it, so nothing is
//! copied however deep the nesting, and there is no recursion.

use crate::{
    scanner::{Scanner, Stop, unescape},
    sha256::{Hasher, SIZE},
};

type Digest = [u8; SIZE];

/// An array or an object that is not closed yet: its bracket, and the digests of the
/// names and the values in it. Those in an array have no name.
struct Container {
    bracket: u8,
    entries: Vec<(Option<Digest>, Digest)>,
}

impl Container {
    fn close(mut self) -> Digest {
        if self.bracket == b'{' {
            // Equal names stay in their order, as the first of them counts.
            self.entries.sort_by_key(|(name, _)| *name);
        }
        let mut hasher = Hasher::default();
        hasher.update(&[self.bracket]);
        for (name, value) in &self.entries {
            name.iter().chain([value]).for_each(|digest| hasher.update(digest));
        }
        hasher.finish()
    }
}

/// The digest of a value, given all of its text and nothing else; none where it is no
/// JSON.
pub(crate) fn digest(json: &[u8]) -> Option<Digest> {
    match json {
        [b'{' | b'[', ..] => container(json).ok(),
        // A number ends where the text does, which a scanner cannot know.
        _ => Some(leaf(json)),
    }
}

fn container(json: &[u8]) -> Result<Digest, Stop> {
    let scanner = &mut Scanner { rest: json };
    // What is open, each with the name under which it stands in the one around it.
    let mut open: Vec<(Option<Digest>, Container)> = Vec::new();
    loop {
        scanner.blanks();
        let mut name = match open.last() {
            Some((_, container)) if container.bracket == b'{' => Some(member_name(scanner)?),
            _ => None,
        };
        let mut value = match scanner.rest.first() {
            Some(bracket @ (b'{' | b'[')) => {
                scanner.next()?;
                let container = Container { bracket: *bracket, entries: Vec::new() };
                scanner.blanks();
                if !(scanner.take(b'}') || scanner.take(b']')) {
                    open.push((name, container));
                    continue;
                }
                container.close()
            }
            _ => leaf(passed(scanner, Scanner::skip_value)?),
        };
        loop {
            let Some((_, container)) = open.last_mut() else {
                return Ok(value);
            };
            container.entries.push((name, value));
            scanner.blanks();
            if scanner.next()? == b',' {
                break;
            }
            let Some((of, container)) = open.pop() else {
                return Err(Stop::Malformed);
            };
            (name, value) = (of, container.close());
        }
    }
}

fn member_name(scanner: &mut Scanner<'_>) -> Result<Digest, Stop> {
    let name = passed(scanner, |scanner| scanner.name().map(drop))?;
    scanner.colon()?;
    Ok(leaf(name))
}

/// What a scanner passes over.
fn passed<'a>(
    scanner: &mut Scanner<'a>,
    pass: impl FnOnce(&mut Scanner<'a>) -> Result<(), Stop>,
) -> Result<&'a [u8], Stop> {
    let start = scanner.rest;
    pass(scanner)?;
    let (text, _) = start.split_at(start.len().saturating_sub(scanner.rest.len()));
    Ok(text)
}

/// The digest of a value with none in it. Of a string that is of its text; where its
/// escapes stand for no text, of the escapes.
fn leaf(json: &[u8]) -> Digest {
    let mut hasher = Hasher::default();
    match json {
        [b'"', inner @ .., b'"'] if inner.contains(&b'\\') => match unescape(json) {
            Some(text) => [b"\"", text.as_bytes()].iter().for_each(|piece| hasher.update(piece)),
            None => [b"\\", inner].iter().for_each(|piece| hasher.update(piece)),
        },
        [b'"', inner @ .., b'"'] => [b"\"", inner].iter().for_each(|piece| hasher.update(piece)),
        other => hasher.update(other),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_way_of_writing_has_the_same_digest() {
        for (one, other) in [
            (r#"{"a":1,"b":[true,null]}"#, "{ \"b\" : [ true , null ] ,\n\t\"a\" : 1 }"),
            (r#"{"a":{"c":"é\n","b":{}}}"#, r#"{"a":{"\u0062":{ },"c":"\u00E9\u000a"}}"#),
            (r#""\ud83c\udf89 \/""#, "\"🎉 /\""),
            ("[]", "[ ]"),
        ] {
            assert!(digest(one.as_bytes()).is_some(), "{one}");
            assert_eq!(digest(one.as_bytes()), digest(other.as_bytes()), "{one} {other}");
        }
    }

    #[test]
    fn another_value_has_another_digest() {
        let values = [
            "{}",
            "[]",
            "[[]]",
            "[{}]",
            "[[],[]]",
            "[[[]]]",
            "null",
            "0",
            "-0",
            "1",
            "1.0",
            "1e0",
            "9007199254740992",
            "9007199254740993",
            "[1,2]",
            "[2,1]",
            "[12]",
            "\"1\"",
            "\"\"",
            r#""\ud800""#,
            r#""\\ud800""#,
            r#""\udc00""#,
            "{\"a\":1}",
            "{\"a\":\"1\"}",
            "{\"b\":1}",
            "{\"a\":{\"b\":1}}",
            "{\"a\":1,\"b\":1}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":2,\"a\":1}",
            "[\"a\",1]",
            "{\"a:1\":1}",
            "true",
            "false",
        ];
        for (index, one) in values.iter().enumerate() {
            assert!(digest(one.as_bytes()).is_some(), "{one}");
            for other in values.iter().skip(index + 1) {
                assert_ne!(digest(one.as_bytes()), digest(other.as_bytes()), "{one} {other}");
            }
        }
    }

    #[test]
    fn nesting_has_no_limit_and_bytes_need_not_be_text() {
        let deep = "[".repeat(500_000) + &"]".repeat(500_000);
        assert!(digest(deep.as_bytes()).is_some());
        assert!(digest(b"\"\xff\"").is_some());
        assert_ne!(digest(b"\"\xff\""), digest("\"\u{fffd}\"".as_bytes()));
        for broken in ["{", "[1", "{\"a\"}", "[nul]", "[1,]"] {
            assert_eq!(digest(broken.as_bytes()), None, "{broken}");
        }
    }
}
