//! What a template may name, and where.

use minijinja::machinery::Instruction;

use super::filters::Filter;

/// The members of `event`.
const EVENT: [&str; 9] =
    ["attempt", "data", "id", "payload", "received_at", "source", "tenant", "time", "type"];

/// The members of `loop`.
const LOOP: [&str; 9] =
    ["depth", "depth0", "first", "index", "index0", "last", "length", "revindex", "revindex0"];

/// The tests that there are.
pub(super) const TESTS: [&str; 8] =
    ["boolean", "defined", "mapping", "none", "number", "sequence", "string", "undefined"];

/// The flag of a loop that may call itself.
const RECURSIVE: u8 = 2;

/// The variables that are declared, from the outermost scope to the innermost.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    template: Vec<&'a str>,
    inner: Vec<Vec<&'a str>>,
}

impl<'a> Scopes<'a> {
    /// Checks an instruction, and follows what it declares. A member is in the
    /// instructions that follow.
    ///
    /// # Errors
    ///
    /// What is not there, or not allowed.
    pub(super) fn check(
        &mut self,
        instruction: &Instruction<'a>,
        following: [Option<&Instruction<'a>>; 2],
    ) -> Result<(), String> {
        match instruction {
            Instruction::Lookup(name) => {
                self.check_name(name)?;
                return check_member(name, following);
            }
            Instruction::StoreLocal(name @ ("event" | "loop")) => {
                return Err(format!("{name:?} cannot be set"));
            }
            Instruction::StoreLocal(name) => {
                self.inner.last_mut().unwrap_or(&mut self.template).push(name);
            }
            Instruction::PushLoop(flags) if flags & RECURSIVE != 0 => {
                return Err("a loop cannot call itself".to_owned());
            }
            Instruction::PushLoop(_) => self.inner.push(vec!["loop"]),
            Instruction::PushWith => self.inner.push(Vec::new()),
            Instruction::PopLoopFrame | Instruction::PopFrame => drop(self.inner.pop()),
            Instruction::ApplyFilter(name, count, _) => {
                let filter =
                    Filter::named(name).ok_or_else(|| format!("there is no filter {name:?}"))?;
                let takes = count.is_some_and(|count| filter.takes().contains(&(count - 1)));
                if !takes {
                    return Err(format!("the filter {name:?} takes another number of values"));
                }
            }
            Instruction::PerformTest(name, count, _) => {
                if !TESTS.contains(name) {
                    return Err(format!("there is no test {name:?}"));
                }
                if *count != Some(1) {
                    return Err(format!("the test {name:?} takes no values"));
                }
            }
            Instruction::CallFunction(name, _) => {
                return Err(format!("there is no function {name:?}"));
            }
            Instruction::CallMethod(name, _) => {
                return Err(format!("there is no method {name:?}; a filter is written with |"));
            }
            Instruction::CallObject(_) | Instruction::FastRecurse => {
                return Err("there are no functions".to_owned());
            }
            Instruction::BuildKwargs(_) | Instruction::MergeKwargs(_) => return named_values(),
            Instruction::LoadConst(value) if value.is_kwargs() => return named_values(),
            Instruction::BeginCapture(_) => {
                return Err("a block cannot be set or filtered; set an expression".to_owned());
            }
            Instruction::PushAutoEscape => {
                return Err("{% autoescape %} is not expected".to_owned());
            }
            Instruction::SetAttr(_) => return Err("a member cannot be set".to_owned()),
            Instruction::CompareAndPreserve(_) => {
                return Err("comparisons cannot be chained; write and".to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn check_name(&self, name: &str) -> Result<(), String> {
        let is_declared = name == "event"
            || self.template.contains(&name)
            || self.inner.iter().any(|scope| scope.contains(&name));
        if is_declared {
            return Ok(());
        }
        Err(format!("there is no {name:?}; all that there is is in \"event\""))
    }
}

fn named_values() -> Result<(), String> {
    Err("filters and tests take no named values".to_owned())
}

/// Refuses a member that `event` or `loop` never has.
fn check_member(variable: &str, following: [Option<&Instruction<'_>>; 2]) -> Result<(), String> {
    let members: &[&str] = match variable {
        "event" => &EVENT,
        "loop" => &LOOP,
        _ => return Ok(()),
    };
    let member = match following {
        [Some(Instruction::GetAttr(name)), _] => Some(*name),
        [Some(Instruction::LoadConst(key)), Some(Instruction::GetItem)] => key.as_str(),
        _ => None,
    };
    match member {
        Some(name) if !members.contains(&name) => {
            let all = members.join(", ");
            Err(format!("there is no \"{variable}.{name}\"; there is {all}"))
        }
        _ => Ok(()),
    }
}
