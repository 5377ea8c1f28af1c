//! The filters and tests that templates have.

use minijinja::{Environment, Error, Value, filters, tests};

use super::output;

/// Adds those of Jinja that shape values, and a few for what CRMs want.
pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("d", filters::default);
    environment.add_filter("default", filters::default);
    environment.add_filter("first", filters::first);
    environment.add_filter("int", filters::int);
    environment.add_filter("join", filters::join);
    environment.add_filter("last", filters::last);
    environment.add_filter("length", filters::length);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("replace", filters::replace);
    environment.add_filter("split", filters::split);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("first_name", first_name);
    environment.add_filter("last_name", last_name);
    environment.add_filter("tojson", to_json);

    environment.add_test("defined", tests::is_defined);
    environment.add_test("mapping", tests::is_mapping);
    environment.add_test("none", tests::is_none);
    environment.add_test("number", tests::is_number);
    environment.add_test("string", tests::is_string);
    environment.add_test("undefined", tests::is_undefined);
}

/// The first word of a full name.
fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// What follows the first word of a full name, a blank between its words.
fn last_name(name: &str) -> String {
    name.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

/// The value as JSON, also where it is a string of JSON that is to stand as it is.
fn to_json(value: &Value) -> Result<Value, Error> {
    output::json(value).map(Value::from_safe_string)
}
