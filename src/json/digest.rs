//! A digest of a JSON value that does not depend on how it was written.
//!
//! The order of an object's members, skip_whitespace and escapes make no difference.
//! Numbers do, digit by digit: as doubles, two ids above 2^53 would be one.
//! A container's digest is made of the digests of what is in it, so nothing is
//! copied, and there is no recursion.

use std::iter;

use crate::{
    crypto::sha256::{SIZE, hash_parts},
    json::scanner::{Scanner, Stop, unescape},
};

type Digest = [u8; SIZE];

/// What is nested deeper has no digest: what is open takes memory.
const MAX_DEPTH: usize = 1000;

/// An array or an object that is not closed yet.
enum Container {
    /// The digest of its values so far.
    Array(Digest),
    /// The digests of its members' names and values.
    Object(Vec<(Digest, Digest)>),
}

impl Container {
    fn open(bracket: u8) -> Self {
        if bracket == b'{' { Self::Object(Vec::new()) } else { Self::Array(hash(&[b"["])) }
    }

    fn add(&mut self, name: Option<Digest>, value: Digest) {
        match self {
            Self::Array(so_far) => *so_far = hash(&[so_far.as_slice(), &value]),
            Self::Object(members) => members.push((name.unwrap_or_default(), value)),
        }
    }

    fn close(self) -> Digest {
        match self {
            Self::Array(digest) => hash(&[b"]", &digest]),
            Self::Object(mut members) => {
                // Equal names stay in their order, as the first of them counts.
                members.sort_by_key(|(name, _)| *name);
                let members = members.iter().flat_map(|(name, value)| [&name[..], value]);
                hash_parts(iter::once(&b"{"[..]).chain(members))
            }
        }
    }
}

fn hash(pieces: &[&[u8]]) -> Digest {
    hash_parts(pieces.iter().copied())
}

/// The digest of a value, given all of its text and nothing else, which is JSON; none
/// where it is nested too deep.
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
        scanner.skip_whitespace();
        let mut name = match open.last() {
            Some((_, Container::Object(_))) => Some(member_name(scanner)?),
            _ => None,
        };
        let mut value = match scanner.rest.first() {
            Some(bracket @ (b'{' | b'[')) => {
                scanner.next()?;
                let container = Container::open(*bracket);
                scanner.skip_whitespace();
                if !(scanner.take(b'}') || scanner.take(b']')) {
                    if open.len() == MAX_DEPTH {
                        return Err(Stop::Malformed);
                    }
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
            container.add(name, value);
            scanner.skip_whitespace();
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
    match json {
        [b'"', inner @ .., b'"'] if inner.contains(&b'\\') => match unescape(json) {
            Some(text) => hash(&[b"\"", text.as_bytes()]),
            None => hash(&[b"\\", inner]),
        },
        [b'"', inner @ .., b'"'] => hash(&[b"\"", inner]),
        other => hash(&[other]),
    }
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
    fn nesting_has_a_limit_and_bytes_need_not_be_text() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(digest(nested(MAX_DEPTH).as_bytes()).is_some());
        assert_eq!(digest(nested(MAX_DEPTH + 2).as_bytes()), None);
        assert_eq!(digest(nested(500_000).as_bytes()), None);
        assert!(digest(b"\"\xff\"").is_some());
        assert_ne!(digest(b"\"\xff\""), digest("\"\u{fffd}\"".as_bytes()));
        for broken in ["{", "[1", "{\"a\"}", "[nul]", "[1,]"] {
            assert_eq!(digest(broken.as_bytes()), None, "{broken}");
        }
    }
}
