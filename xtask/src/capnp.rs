//! The text form of Cap'n Proto, as far as a workerd configuration needs it.

use std::fmt::Write as _;

/// A text literal. Whatever the text holds, it stays inside the quotes.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            character if character.is_ascii_control() => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\x{:02x}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// A list, one item a line.
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    let lines: String = items.into_iter().map(|item| format!("    {item},\n")).collect();
    format!("[\n{lines}  ]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(quote("plain é ✓"), "\"plain é ✓\"");
        assert_eq!(quote(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(quote("a\nb\u{7}\0\u{7f}"), r#""a\nb\x07\x00\x7f""#);
    }

    #[test]
    fn what_is_quoted_cannot_end_the_literal() {
        assert_eq!(quote(r#"\", evil = ""#), r#""\\\", evil = \"""#);
    }

    #[test]
    fn lists() {
        assert_eq!(list(["(a)".into()]), "[\n    (a),\n  ]");
        assert_eq!(list([]), "[\n  ]");
    }
}
