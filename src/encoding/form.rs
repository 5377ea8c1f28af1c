//! URLs and forms, as far as signatures cover them.

use std::cmp::Ordering;

/// So many fields are sorted: what has more is none that a provider sends, and
/// would take a stranger little to make.
const MAX_SORTED: usize = 2000;

/// The names and values of a query or a form, in their order
/// (`application/x-www-form-urlencoded`, URL Standard, section 5.1).
///
/// That standard reads what is no UTF-8 as U+FFFD, so that bodies that differ say
/// the same. Here it is no text, and nothing is read from it.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'a>(&'a [u8]);

impl<'a> Pairs<'a> {
    /// Of a form in a body.
    pub(crate) fn of(body: &'a [u8]) -> Self {
        Self(body)
    }

    /// Of a URL's query.
    pub(crate) fn of_query(url: &'a str) -> Self {
        Self::of(split_query(url).1.as_bytes())
    }

    /// The values of this name, those that are no text included.
    pub(crate) fn values(self, name: &str) -> Vec<Option<String>> {
        let mut values = Vec::new();
        for (known, value) in self.iter() {
            if decode(known).is_some_and(|known| known == name) {
                values.push(decode(value));
            }
        }
        values
    }

    /// The first of them, if it is a text.
    pub(crate) fn first(self, name: &str) -> Option<String> {
        self.values(name).into_iter().next()?
    }

    /// Names and values by turns, in the order of the names as UTF-16, which is
    /// that of the providers' JavaScript. Of equal pairs one. None where there
    /// are too many, or one is no text.
    pub(crate) fn sorted(self) -> Option<String> {
        // Each is put where it belongs: that is a tenth of the code of the library's
        // sort, and in boxes there is little to move.
        let mut sorted: Vec<Box<(String, String)>> = Vec::new();
        for (index, (name, value)) in self.iter().enumerate() {
            if index == MAX_SORTED {
                return None;
            }
            let pair = Box::new((decode(name)?, decode(value)?));
            if let Err(place) = sorted.binary_search_by(|known| in_utf16(known, &pair)) {
                sorted.insert(place, pair);
            }
        }
        let mut joined = String::new();
        for pair in &sorted {
            joined.push_str(&pair.0);
            joined.push_str(&pair.1);
        }
        Some(joined)
    }

    /// Names and values as they are written.
    fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let fields = self.0.split(|byte| *byte == b'&').filter(|field| !field.is_empty());
        fields.map(|field| {
            let end = field.iter().position(|byte| *byte == b'=').unwrap_or(field.len());
            let (name, value) = field.split_at(end);
            (name, value.get(1..).unwrap_or_default())
        })
    }
}

/// The text that a name or a value stands for, if it is one.
fn decode(written: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match percent(behind) {
                Some((byte, behind)) => {
                    rest = behind;
                    byte
                }
                None => b'%',
            },
            byte => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The byte that two hexadecimal digits stand for, and what is behind them.
fn percent(digits: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, behind) = digits.split_at_checked(2)?;
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    let [byte] = byte;
    Some((byte, behind))
}

/// The order of two pairs.
fn in_utf16(one: &(String, String), other: &(String, String)) -> Ordering {
    let names = one.0.encode_utf16().cmp(other.0.encode_utf16());
    names.then_with(|| one.1.encode_utf16().cmp(other.1.encode_utf16()))
}

/// A URL up to its query, and the query; neither has the fragment.
pub(crate) fn split_query(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// A URL's path and query, which begin with a slash.
#[cold]
#[inline(never)]
pub(crate) fn path_of(url: &str) -> &str {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    // Behind a scheme's colon are two slashes, and behind those the host.
    let rest = url.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).unwrap_or(url);
    rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_and_joined() {
        let sorted = |form: &str| Pairs::of(form.as_bytes()).sorted();
        assert_eq!(sorted("b=2&a=1+1&c=%20").as_deref(), Some("a1 1b2c "));
        assert_eq!(sorted("a=2&a=1&a=2").as_deref(), Some("a1a2"));
        assert_eq!(sorted("").as_deref(), Some(""));
        assert_eq!(sorted(&"a&".repeat(MAX_SORTED)).as_deref(), Some("a"));
        assert_eq!(sorted(&"a&".repeat(MAX_SORTED + 1)), None);
    }

    #[test]
    fn what_is_no_utf8_is_no_text() {
        let form = Pairs::of(b"a=%C3%A9&b=%FF&%FF=1&b=2");
        assert_eq!(form.first("a").as_deref(), Some("\u{e9}"));
        assert_eq!(form.values("b"), [None, Some("2".to_owned())]);
        assert_eq!(form.first("b"), None);
        assert_eq!(form.first("\u{fffd}"), None);
        assert_eq!(form.sorted(), None);
    }

    #[test]
    fn urls_are_split() {
        assert_eq!(split_query("https://a.example/b?c=d?e#f?g"), ("https://a.example/b", "c=d?e"));
        assert_eq!(split_query("https://a.example/b#?"), ("https://a.example/b", ""));
        assert_eq!(path_of("https://a.example/b/c?d"), "/b/c?d");
        assert_eq!(path_of("https://a.example"), "/");
        let of_query = |url, name| Pairs::of_query(url).values(name);
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(of_query("/x?a=%2B&b&a=1", "a"), [text("+"), text("1")]);
        assert_eq!(of_query("/x?a=%2B&b&a=1", "b"), [text("")]);
        assert_eq!(of_query("/x?%61==%zz%&&=a", "a"), [text("=%zz%")]);
        assert_eq!(of_query("/x?%61==%zz%&&=a", ""), [text("a")]);
    }
}
