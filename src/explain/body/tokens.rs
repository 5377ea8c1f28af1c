//! A JSON text as tokens that remember how they were written.
//!
//! Numbers stay text and members keep their order: what is written again from
//! these differs in nothing but its style.

use std::collections::BinaryHeap;

use crate::json::scanner;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open(u8),
    Close(u8),
    Colon,
    Comma,
    /// With its quotation marks.
    Text,
    /// A number, `true`, `false` or `null`.
    Word,
}

/// A token, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Reads a JSON text token by token; it is not looked at too closely. A list of
/// the tokens would take many times the text's size.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(json: &'a [u8]) -> Self {
        Self { json, at: 0 }
    }

    /// Whether nothing is left, where there is no further token.
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.json.len()
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let rest = self.json.get(self.at..)?;
        self.at += rest.iter().position(|byte| !is_blank(byte)).unwrap_or(rest.len());
        let (first, rest) = self.json.get(self.at..)?.split_first()?;
        let (kind, more) = match first {
            b'{' | b'[' => (Kind::Open(*first), 0),
            b'}' | b']' => (Kind::Close(*first), 0),
            b':' => (Kind::Colon, 0),
            b',' => (Kind::Comma, 0),
            b'"' => (Kind::Text, text_end(rest)?),
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                (Kind::Word, rest.iter().take_while(is_word).count())
            }
            _ => return None,
        };
        let start = self.at;
        self.at += 1 + more;
        Some(Token { kind, start, end: self.at })
    }
}

/// The size of a string's rest, with its last quotation mark.
fn text_end(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += scanner::plain(rest.get(at..)?);
        match rest.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The members of a document's objects, by their names.
pub(super) enum Members {
    Sorted,
    /// Each document that has them sorted, without skip_whitespace.
    Unsorted(Vec<u8>),
    /// Sorting them would take too long.
    TooDeep,
}

/// Members that are written again with every object around them: so many times
/// the document's size is enough for a hundred objects within each other.
const MAX_REWRITES: usize = 100;

/// A member of an object, and where its name ends.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    name_end: usize,
    end: usize,
}

/// Sorts the members of every object of a document by their names.
pub(super) fn sort(json: &[u8]) -> Members {
    let mut text = Vec::with_capacity(json.len());
    let mut members: Vec<Member> = Vec::new();
    // The brackets that are open, and how many members there were before each.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut begins_member = false;
    let (mut is_changed, mut rewritten) = (false, 0_usize);
    for token in Tokens::of(json) {
        let (start, size) = (text.len(), token.end - token.start);
        let (bracket, first) = open.last().copied().unwrap_or_default();
        match token.kind {
            Kind::Close(_) | Kind::Comma => {
                if let Some(member) = members.get_mut(first..).and_then(<[_]>::last_mut) {
                    member.end = start;
                }
                begins_member = bracket == b'{';
            }
            _ if begins_member => {
                begins_member = false;
                members.push(Member { start, name_end: start + size, end: start });
            }
            _ => {}
        }
        match token.kind {
            Kind::Open(bracket) => {
                open.push((bracket, members.len()));
                begins_member = bracket == b'{';
            }
            Kind::Close(_) => {
                let own = members.get(first..).unwrap_or_default();
                if bracket == b'{' && !is_sorted(&text, own) {
                    is_changed = true;
                    rewritten += reorder(&mut text, own);
                    if rewritten > MAX_REWRITES.saturating_mul(json.len()) {
                        return Members::TooDeep;
                    }
                }
                open.pop();
                members.truncate(first);
                begins_member = false;
            }
            _ => {}
        }
        text.extend_from_slice(json.get(token.start..token.end).unwrap_or_default());
    }
    if is_changed { Members::Unsorted(text) } else { Members::Sorted }
}

impl Member {
    fn name<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.start..self.name_end).unwrap_or_default()
    }
}

fn is_sorted(text: &[u8], members: &[Member]) -> bool {
    members.is_sorted_by(|one, other| one.name(text) <= other.name(text))
}

/// Puts the members that a text ends with into the order of their names, and
/// says how many bytes they have. Of equal names the first stays the first.
fn reorder(text: &mut Vec<u8>, members: &[Member]) -> usize {
    let start = members.first().map_or(text.len(), |member| member.start);
    let mut ordered = Vec::with_capacity(text.len() - start);
    let places = members.iter().enumerate();
    let heap: BinaryHeap<_> = places.map(|(place, it)| (it.name(text), place)).collect();
    for member in heap.into_sorted_vec().iter().filter_map(|(_, place)| members.get(*place)) {
        if !ordered.is_empty() {
            ordered.push(b',');
        }
        ordered.extend_from_slice(text.get(member.start..member.end).unwrap_or_default());
    }
    text.truncate(start);
    text.append(&mut ordered);
    text.len() - start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<String> {
        let mut tokens = Tokens::of(json.as_bytes());
        let text = tokens.by_ref().map(|token| &json[token.start..token.end]).collect();
        tokens.is_at_end().then_some(text)
    }

    fn sorted(json: &str) -> Option<String> {
        match sort(json.as_bytes()) {
            Members::Unsorted(text) => String::from_utf8(text).ok(),
            Members::Sorted => Some(json.to_owned()),
            Members::TooDeep => None,
        }
    }

    #[test]
    fn tokens_are_the_text_without_its_blanks() {
        let json = " {\"a \\\" b\" : [ 1.50 , -2e+3, true,null ] }\n";
        assert_eq!(text(json).as_deref(), Some("{\"a \\\" b\":[1.50,-2e+3,true,null]}"));
        for json in ["\"a", "{\"a\":\"b}", "\"a\\\"", "a", "[1]#"] {
            assert_eq!(text(json), None, "{json}");
        }
    }

    #[test]
    fn members_are_sorted_at_every_depth() {
        for (json, expected) in [
            (r#"{"b":[{"d":1,"c":2},3],"a":{}}"#, r#"{"a":{},"b":[{"c":2,"d":1},3]}"#),
            (r#"[{"b":{"b":1,"a":[{}]}},{"a":"}"}]"#, r#"[{"b":{"a":[{}],"b":1}},{"a":"}"}]"#),
            (r#"{"a":2,"b":0,"a":1}"#, r#"{"a":2,"a":1,"b":0}"#),
            (r#"{ "b" : 0, "a" : [ 1, 2 ] }"#, r#"{"a":[1,2],"b":0}"#),
            (r#"{"a":1,"b":[{"c":2,"d":{}}]}"#, r#"{"a":1,"b":[{"c":2,"d":{}}]}"#),
        ] {
            assert_eq!(sorted(json).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn a_document_is_sorted_at_any_depth_unless_each_level_has_to_be() {
        let deep = |level: &str| [&level.repeat(10_000), "1", &"}".repeat(10_000)].concat();
        assert!(sorted(&deep(r#"{"a":"#)).is_some());
        assert!(sorted(&format!(r#"{{"b":1,"a":{}}}"#, deep(r#"{"a":"#))).is_some());
        assert!(sorted(&deep(r#"{"b":1,"a":"#)).is_none());
    }
}
