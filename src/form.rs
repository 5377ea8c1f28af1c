//! URLs and forms, as far as signatures cover them.

use std::{borrow::Cow, cmp::Ordering};

/// So many fields are sorted: what has more is none that a provider sends, and
/// would take a stranger little to make.
const MOST_SORTED: usize = 2000;

/// A name and a value, decoded.
type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The names and values of a query or a form, decoded, in their order
/// (`application/x-www-form-urlencoded`, URL Standard, section 5.1).
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

    /// The values of this name.
    pub(crate) fn values(self, name: &str) -> Vec<Cow<'a, str>> {
        self.iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    }

    /// The first of them.
    pub(crate) fn first(self, name: &str) -> Option<Cow<'a, str>> {
        self.values(name).into_iter().next()
    }

    /// Names and values by turns, in the order of the names as UTF-16, which is
    /// that of the providers' JavaScript. Of equal pairs one. None where there
    /// are too many.
    pub(crate) fn sorted(self) -> Option<String> {
        // Each is put where it belongs: that is a tenth of the code of the library's
        // sort, and in boxes there is little to move.
        let mut sorted: Vec<Box<Pair<'_>>> = Vec::new();
        for (index, pair) in self.iter().enumerate() {
            if index == MOST_SORTED {
                return None;
            }
            if let Err(place) = sorted.binary_search_by(|known| in_utf16(known, &pair)) {
                sorted.insert(place, Box::new(pair));
            }
        }
        let mut joined = String::new();
        for pair in &sorted {
            joined.push_str(&pair.0);
            joined.push_str(&pair.1);
        }
        Some(joined)
    }

    fn iter(self) -> impl Iterator<Item = Pair<'a>> {
        form_urlencoded::parse(self.0)
    }
}

/// The order of two pairs.
fn in_utf16(one: &Pair<'_>, other: &Pair<'_>) -> Ordering {
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
        assert_eq!(sorted(&"a&".repeat(MOST_SORTED)).as_deref(), Some("a"));
        assert_eq!(sorted(&"a&".repeat(MOST_SORTED + 1)), None);
    }

    #[test]
    fn urls_are_split() {
        assert_eq!(split_query("https://a.example/b?c=d?e#f?g"), ("https://a.example/b", "c=d?e"));
        assert_eq!(split_query("https://a.example/b#?"), ("https://a.example/b", ""));
        assert_eq!(path_of("https://a.example/b/c?d"), "/b/c?d");
        assert_eq!(path_of("https://a.example"), "/");
        assert_eq!(Pairs::of_query("/x?a=%2B&b&a=1").values("a"), ["+", "1"]);
    }
}
