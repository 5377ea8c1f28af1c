//! Which deliveries an operator asks for.

use countersign::Timestamp;

use super::parameters::{Parameters, invalid};
use crate::{problem::Problem, store::Query};

const STATES: [&str; 6] = ["pending", "sending", "delivered", "parked", "unrouted", "cancelled"];

/// The longest name of a destination, as the configuration has it.
const MAX_NAME: usize = 64;

/// The longest pattern of types, in UTF-16 code units.
const MAX_TYPE: usize = 256;

const MAX_TYPES: usize = 20;
const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;

/// Reads how an inbox is to be asked, its cursor aside, and at most how many
/// deliveries are wanted.
///
/// # Errors
///
/// The problem with a parameter that is malformed.
pub fn read(parameters: &Parameters) -> Result<(Query, u32), Problem> {
    let state = parameters.get("state");
    if state.is_some_and(|state| !STATES.contains(&state)) {
        return Err(invalid("state", &format!("known are {}", STATES.join(", "))));
    }
    let destination = destination(parameters)?;
    let types: Vec<_> = parameters.all("type").map(str::to_owned).collect();
    if types.len() > MAX_TYPES {
        return Err(invalid("type", &format!("{MAX_TYPES} are the most")));
    }
    if !types.iter().all(|pattern| is_pattern(pattern)) {
        return Err(invalid("type", "a type is expected, or the beginning of some and a *"));
    }
    let limit = match parameters.get("limit") {
        None => DEFAULT_LIMIT,
        Some(text) => limit(text)
            .ok_or_else(|| invalid("limit", &format!("1 to {MAX_LIMIT} are expected")))?,
    };
    let query = Query {
        destination: destination.map(str::to_owned),
        state: state.map(str::to_owned),
        types: Some(types).filter(|types| !types.is_empty()),
        since: time(parameters, "since")?,
        until: time(parameters, "until")?,
        ..Query::default()
    };
    Ok((query, limit))
}

/// Reads the name of a destination, where one is given.
///
/// # Errors
///
/// The problem with what can be no such name.
pub fn destination(parameters: &Parameters) -> Result<Option<&str>, Problem> {
    let destination = parameters.get("destination");
    if destination.is_some_and(|name| !is_name(name)) {
        let reason = "a name is 1 to 64 letters, digits, hyphens and underscores";
        return Err(invalid("destination", reason));
    }
    Ok(destination)
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_plain)
}

fn is_pattern(pattern: &str) -> bool {
    let fixed = pattern.strip_suffix('*').unwrap_or(pattern);
    (1..=MAX_TYPE).contains(&pattern.encode_utf16().count()) && !fixed.contains('*')
}

fn limit(text: &str) -> Option<u32> {
    let is_number = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let limit = is_number.then(|| text.parse().ok()).flatten();
    limit.filter(|limit| (1..=MAX_LIMIT).contains(limit))
}

fn time(parameters: &Parameters, name: &str) -> Result<Option<i64>, Problem> {
    let read = |text| {
        let time = Timestamp::from_rfc3339(text).map(Timestamp::as_millis);
        time.ok_or_else(|| invalid(name, "a time such as 2026-04-12T15:32:11Z is expected"))
    };
    parameters.get(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::router::Route;

    fn selection(query: &str) -> Result<(Query, u32), Problem> {
        read(&Parameters::parse(query, Route::Deliveries.parameters())?)
    }

    #[test]
    fn a_selection_is_read() -> Result<(), Problem> {
        let query = "source=a&state=parked&destination=app-1&type=lead.*&type=order.created\
                     &since=2026-04-12t15:32:11.1239%2B02:00&limit=007";
        let (query, limit) = selection(query)?;
        let expected = Query {
            destination: Some("app-1".to_owned()),
            state: Some("parked".to_owned()),
            types: Some(vec!["lead.*".to_owned(), "order.created".to_owned()]),
            since: Some(1_776_000_731_123),
            ..Query::default()
        };
        assert_eq!((query, limit), (expected, 7));
        assert_eq!(selection("")?, (Query::default(), DEFAULT_LIMIT));
        Ok(())
    }

    #[test]
    fn a_malformed_parameter_is_named() {
        let long_name = format!("destination={}", "a".repeat(65));
        let long_type = format!("type={}", "é".repeat(257));
        let many_types = "type=a&".repeat(21);
        for (query, parameter) in [
            ("state=moved", "state"),
            ("destination=a.b", "destination"),
            (&long_name, "destination"),
            (&long_type, "type"),
            (&many_types, "type"),
            ("type=a*b", "type"),
            ("type=lead.*&type=**", "type"),
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("limit=1000", "limit"),
            ("limit=-1", "limit"),
            ("limit=%2B1", "limit"),
            ("limit=1e2", "limit"),
            ("since=yesterday", "since"),
            ("since=1790000000000", "since"),
            ("since=2026-02-30T00:00:00Z", "since"),
            ("until=2026-04-12T15:32:11+02:00", "until"),
        ] {
            let problem = selection(query).err();
            let found = problem.as_ref().map(|it| (it.code, it.parameter.as_deref()));
            assert_eq!(found, Some(("invalid_parameter", Some(parameter))), "{query}");
        }
    }

    #[test]
    fn the_longest_of_each_is_taken() {
        for query in [
            format!("destination={}", "a".repeat(64)),
            format!("type={}", "é".repeat(256)),
            "type=a&".repeat(20),
            "limit=500".to_owned(),
            "type=*".to_owned(),
        ] {
            assert!(selection(&query).is_ok(), "{query}");
        }
    }
}
