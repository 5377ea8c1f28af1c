//! A JSON text as tokens that remember how they were written.
//!
//! Numbers stay text and members keep their order: what is written again from
//! these differs in nothing but its style.

use std::collections::BinaryHeap;

/// How deep a document may be nested: sorting its members takes the stack.
const DEEPEST: usize = 100;

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

/// Splits a JSON text. `None` where it is none; it is not looked at too closely.
pub(super) fn tokens(json: &[u8]) -> Option<Vec<Token>> {
    std::str::from_utf8(json).ok()?;
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut open = Vec::new();
    while let Some(byte) = json.get(at).copied() {
        let start = at;
        at += 1;
        let kind = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            b'{' | b'[' => {
                open.push(byte + 2); // `}` and `]` are two further in ASCII
                Kind::Open(byte)
            }
            b'}' | b']' => {
                if open.pop() != Some(byte) {
                    return None;
                }
                Kind::Close(byte)
            }
            b':' => Kind::Colon,
            b',' => Kind::Comma,
            b'"' => {
                at += text_end(json.get(at..)?)?;
                Kind::Text
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                at += json.get(at..)?.iter().take_while(is_word).count();
                Kind::Word
            }
            _ => return None,
        };
        tokens.push(Token { kind, start, end: at });
    }
    let is_container = tokens.first().is_some_and(|token| matches!(token.kind, Kind::Open(_)));
    (open.is_empty() && is_container).then_some(tokens)
}

/// The size of a string's rest, with its last quotation mark.
fn text_end(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let step = rest.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        at += step + 1;
        if rest.get(at - 1) == Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// The same with the members of every object in the order of their names.
/// `None` where they are already.
pub(super) fn sorted(json: &[u8], tokens: &[Token]) -> Option<Vec<Token>> {
    let mut changed = false;
    let sorted = sort_value(json, tokens, 0, &mut changed)?;
    changed.then_some(sorted)
}

fn sort_value(
    json: &[u8],
    value: &[Token],
    depth: usize,
    changed: &mut bool,
) -> Option<Vec<Token>> {
    let [first, inner @ .., last] = value else { return Some(value.to_vec()) };
    if depth == DEEPEST {
        return None;
    }
    let Kind::Open(bracket) = first.kind else { return Some(value.to_vec()) };
    let mut members = Vec::new();
    for member in split(inner) {
        let sorted = match member {
            [name, colon, value @ ..] if bracket == b'{' => {
                let mut sorted = vec![*name, *colon];
                sorted.extend(sort_value(json, value, depth + 1, changed)?);
                sorted
            }
            _ => sort_value(json, member, depth + 1, changed)?,
        };
        members.push(sorted);
    }
    if bracket == b'{' {
        let name = |member: &Vec<Token>| {
            let name = member.first()?;
            json.get(name.start..name.end)
        };
        let is_sorted = members.is_sorted_by(|one, other| name(one) <= name(other));
        if !is_sorted {
            *changed = true;
            // Of equal names the first stays the first.
            let named = members.iter().enumerate();
            let heap: BinaryHeap<_> = named.map(|(place, it)| (name(it), place)).collect();
            let order = heap.into_sorted_vec().into_iter();
            members = order.filter_map(|(_, place)| members.get(place).cloned()).collect();
        }
    }
    let comma = inner.iter().find(|token| token.kind == Kind::Comma).copied();
    let mut sorted = vec![*first];
    for (index, member) in members.into_iter().enumerate() {
        sorted
            .extend(comma.filter(|_| index > 0).map(|comma| Token { kind: Kind::Comma, ..comma }));
        sorted.extend(member);
    }
    sorted.push(*last);
    Some(sorted)
}

/// What stands between the commas of one container.
pub(super) fn split(inner: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    inner
        .split(|token| {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && token.kind == Kind::Comma
        })
        .filter(|member| !member.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str, tokens: &[Token]) -> String {
        tokens.iter().map(|token| &json[token.start..token.end]).collect()
    }

    #[test]
    fn tokens_are_the_text_without_its_blanks() {
        let json = " {\"a \\\" b\" : [ 1.50 , -2e+3, true,null ] }\n";
        let found = tokens(json.as_bytes()).unwrap_or_default();
        assert_eq!(text(json, &found), "{\"a \\\" b\":[1.50,-2e+3,true,null]}");
        for json in ["", "1", "{", "{]", "\"a", "{\"a\":\"b}", "a"] {
            assert!(tokens(json.as_bytes()).is_none(), "{json}");
        }
    }

    #[test]
    fn members_are_sorted_at_every_depth() {
        let json = r#"{"b":[{"d":1,"c":2},3],"a":{}}"#;
        let found = tokens(json.as_bytes()).unwrap_or_default();
        let sorted = sorted(json.as_bytes(), &found).unwrap_or_default();
        assert_eq!(text(json, &sorted), r#"{"a":{},"b":[{"c":2,"d":1},3]}"#);
    }
}
