//! Sorts the members of JSON objects.

use std::collections::BinaryHeap;

use super::json_tokens::{TokenKind, Tokens};

/// A document with the members of its objects sorted by name.
pub(super) enum SortedMembers {
    /// The members are in order already.
    Unchanged,
    /// The sorted document, without blanks.
    Changed(Vec<u8>),
    /// Sorting would take too long.
    TooDeep,
}

/// How often the document's size may be rewritten: members are rewritten with
/// each object around them, so this is enough for a depth of 100.
const MAX_REWRITES: usize = 100;

/// The range of a member, and the end of its name.
#[derive(Clone, Copy)]
struct Member {
    start: usize,
    name_end: usize,
    end: usize,
}

/// Sorts the members of every object of a document by their names.
pub(super) fn sort_members(json: &[u8]) -> SortedMembers {
    let mut text = Vec::with_capacity(json.len());
    let mut members: Vec<Member> = Vec::new();
    // The open brackets, and the number of members before each.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut begins_member = false;
    let (mut is_changed, mut rewritten) = (false, 0_usize);
    for token in Tokens::of(json) {
        let (start, size) = (text.len(), token.end - token.start);
        let (bracket, first) = open.last().copied().unwrap_or_default();
        match token.kind {
            TokenKind::Close(_) | TokenKind::Comma => {
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
            TokenKind::Open(bracket) => {
                open.push((bracket, members.len()));
                begins_member = bracket == b'{';
            }
            TokenKind::Close(_) => {
                let own = members.get(first..).unwrap_or_default();
                if bracket == b'{' && !is_sorted(&text, own) {
                    is_changed = true;
                    rewritten += reorder(&mut text, own);
                    if rewritten > MAX_REWRITES.saturating_mul(json.len()) {
                        return SortedMembers::TooDeep;
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
    if is_changed { SortedMembers::Changed(text) } else { SortedMembers::Unchanged }
}

impl Member {
    fn name<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.start..self.name_end).unwrap_or_default()
    }
}

fn is_sorted(text: &[u8], members: &[Member]) -> bool {
    members.is_sorted_by(|one, other| one.name(text) <= other.name(text))
}

/// Sorts the members at the end of a text by name, and returns their size in
/// bytes. Equal names keep their order.
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

    fn sorted(json: &str) -> Option<String> {
        match sort_members(json.as_bytes()) {
            SortedMembers::Changed(text) => String::from_utf8(text).ok(),
            SortedMembers::Unchanged => Some(json.to_owned()),
            SortedMembers::TooDeep => None,
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
    fn deep_document_is_sorted_unless_every_level_is_unsorted() {
        let deep = |level: &str| [&level.repeat(10_000), "1", &"}".repeat(10_000)].concat();
        assert!(sorted(&deep(r#"{"a":"#)).is_some());
        assert!(sorted(&format!(r#"{{"b":1,"a":{}}}"#, deep(r#"{"a":"#))).is_some());
        assert!(sorted(&deep(r#"{"b":1,"a":"#)).is_none());
    }
}
