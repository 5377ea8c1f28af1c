//! Finds in a template, before it is used, what would else fail with the
//! first event that comes to it.

use minijinja::{
    Environment, Template,
    machinery::{Instruction, get_compiled_template},
    tests::{is_filter, is_test},
};

/// What `event` has.
const FIELDS: [&str; 9] =
    ["attempt", "data", "id", "payload", "received_at", "source", "tenant", "time", "type"];

/// Whether all that a template names is there.
///
/// # Errors
///
/// What is not, on one line.
pub(super) fn check(
    template: &Template<'_, '_>,
    environment: &Environment<'_>,
) -> Result<(), String> {
    let instructions = &get_compiled_template(template).instructions;
    let mut index = 0;
    while let Some(instruction) = instructions.get(index) {
        if let Some(reason) = fault(instruction, environment) {
            let line = instructions.get_line(index).unwrap_or(1);
            return Err(format!("line {line}: {reason}"));
        }
        index += 1;
    }
    check_variables(template)
}

fn fault(instruction: &Instruction<'_>, environment: &Environment<'_>) -> Option<String> {
    let state = environment.empty_state();
    match instruction {
        Instruction::ApplyFilter(name, ..) if !is_filter(&state, name) => {
            Some(format!("there is no filter {name:?}"))
        }
        Instruction::PerformTest(name, ..) if !is_test(&state, name) => {
            Some(format!("there is no test {name:?}"))
        }
        Instruction::CallFunction(name, _) => Some(format!("there is no function {name:?}")),
        Instruction::CallMethod(name, _) => {
            Some(format!("there is no method {name:?}; a filter is written with |"))
        }
        Instruction::CallObject(_) | Instruction::FastRecurse => {
            Some("there are no functions".to_owned())
        }
        // What is captured is written later, and the place is then another.
        Instruction::BeginCapture(_) => {
            Some("a block cannot be set or filtered; set an expression".to_owned())
        }
        Instruction::PushAutoEscape => Some("escaping cannot be switched".to_owned()),
        _ => None,
    }
}

fn check_variables(template: &Template<'_, '_>) -> Result<(), String> {
    let mut names: Vec<_> = template.undeclared_variables(true).into_iter().collect();
    names.sort_unstable();
    for name in names {
        let mut parts = name.split('.');
        if parts.next() != Some("event") {
            return Err(format!("there is no {name:?}; all that there is is in \"event\""));
        }
        if let Some(field) = parts.next().filter(|field| !FIELDS.contains(field)) {
            return Err(format!("there is no \"event.{field}\"; there is {}", FIELDS.join(", ")));
        }
    }
    Ok(())
}
