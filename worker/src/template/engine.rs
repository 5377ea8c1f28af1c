//! Runs what is compiled: `minijinja`, with the filters and operators that
//! templates have, under a bound of work.

use std::sync::LazyLock;

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value,
    machinery::{eval, make_string_output},
    value::{Rest, ValueKind},
};

use super::{
    compile::Program,
    error::{FUEL, RenderError},
    filters::Filter,
    json, number, operators,
    output::{Format, format_json, format_text},
    scope::TESTS,
};

static JSON: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = environment();
    environment.set_formatter(format_json);
    environment
});

static TEXT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = environment();
    environment.set_formatter(format_text);
    environment
});

fn environment() -> Environment<'static> {
    // Nothing that the library has by itself is in it.
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    operators::register(&mut environment);
    for (name, filter) in Filter::ALL {
        environment.add_filter(name, move |values: Rest<Value>| filter.apply(&values));
    }
    for name in TESTS {
        environment.add_test(name, move |value: &Value| test(name, value));
    }
    environment
}

/// Renders a compiled template.
///
/// # Errors
///
/// Why that cannot be done.
pub(super) fn render(
    program: &Program,
    format: Format,
    context: Value,
) -> Result<String, RenderError> {
    let environment = match format {
        Format::Json => &*JSON,
        Format::Header => &*TEXT,
    };
    let mut text = String::new();
    let mut out = make_string_output(&mut text);
    eval(environment, program, context, &Default::default(), &mut out, AutoEscape::None)?;
    Ok(text)
}

fn test(name: &str, value: &Value) -> bool {
    match name {
        "boolean" => value.kind() == ValueKind::Bool,
        "defined" => !value.is_undefined(),
        "mapping" => value.kind() == ValueKind::Map,
        "none" => value.is_none(),
        "number" => number::text(value).is_some(),
        "sequence" => json::is_list(value),
        "string" => json::string(value).is_some(),
        _ => value.is_undefined(),
    }
}
