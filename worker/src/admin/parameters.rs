//! Query parameters, read strictly: one that is misspelt would otherwise select
//! everything.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::problem::Problem;

/// The only parameter that may be given several times.
const REPEATABLE: &str = "type";

/// The parameters of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(&'static str, String)>);

impl Parameters {
    /// Reads a query, of which only the `known` parameters are taken.
    ///
    /// # Errors
    ///
    /// The problem with the first parameter that is unknown, empty, no text, or
    /// given twice.
    pub fn parse(query: &str, known: &[&'static str]) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).unwrap_or_default();
            let Some(name) = known.iter().find(|known| **known == name) else {
                return Err(unknown(&name, known));
            };
            let value = decode(value).ok_or_else(|| invalid(name, "it is not UTF-8"))?;
            if value.is_empty() {
                return Err(invalid(name, "it is empty"));
            }
            if *name != REPEATABLE && parameters.get(name).is_some() {
                return Err(invalid(name, "it is given twice"));
            }
            parameters.0.push((name, value));
        }
        Ok(parameters)
    }

    /// The value of a parameter, where it is given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a parameter.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// The problem with a parameter that is not understood.
pub fn invalid(parameter: &str, reason: &str) -> Problem {
    Problem::invalid_parameter(format!("{parameter}: {reason}")).with_parameter(parameter)
}

fn unknown(parameter: &str, known: &[&str]) -> Problem {
    let reason = match known {
        [] => "there is none here".to_owned(),
        known => format!("known are {}", known.join(", ")),
    };
    Problem::unknown_parameter(format!("{parameter}: {reason}")).with_parameter(parameter)
}

/// Decodes as forms are encoded; `None` where it is no text. What `form_urlencoded`
/// makes of that are replacement characters.
fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["source", "type"];

    #[test]
    fn values_are_decoded() -> Result<(), Problem> {
        let parameters = Parameters::parse("&source=a%20b+c%2B%GG%&type=x=y&&type=%C3%A9", KNOWN)?;
        assert_eq!(parameters.get("source"), Some("a b c+%GG%"));
        assert_eq!(parameters.all("type").collect::<Vec<_>>(), ["x=y", "é"]);
        assert_eq!(parameters.get("state"), None);
        Ok(())
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (query, code, parameter) in [
            ("sources=a", "unknown_parameter", "sources"),
            ("Source=a", "unknown_parameter", "Source"),
            ("=a", "unknown_parameter", ""),
            ("%FF=a", "unknown_parameter", ""),
            ("source", "invalid_parameter", "source"),
            ("source=", "invalid_parameter", "source"),
            ("source=%FF", "invalid_parameter", "source"),
            ("source=a&type=b&source=a", "invalid_parameter", "source"),
        ] {
            let problem = Parameters::parse(query, KNOWN).err();
            let found = problem.as_ref().map(|it| (it.code, it.parameter.as_deref()));
            assert_eq!(found, Some((code, Some(parameter))), "{query}");
        }
    }

    #[test]
    fn the_known_parameters_are_told() {
        let detail = |known| Parameters::parse("x=1", known).err().map(|problem| problem.detail);
        assert_eq!(detail(KNOWN).as_deref(), Some("x: known are source, type"));
        assert_eq!(detail(&[]).as_deref(), Some("x: there is none here"));
    }
}
