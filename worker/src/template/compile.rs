//! Compiles a template, and refuses what would fail with the first event.
//!
//! The library parses, and generates instructions. Those are gone through once:
//! a name that nothing declares is refused, and the library's operators are
//! replaced by those that keep the digits of numbers.

use minijinja::{
    Value,
    machinery::{CodeGenerator, Instruction, Instructions, Token, parse, tokenize},
    syntax::SyntaxConfig,
};

use super::{operators, scope::Scopes};

/// How many words one tag may have. The parser nests as deep as that at most,
/// and the stack of WebAssembly is small.
const MAX_TAG_WORDS: usize = 500;

/// How deep blocks may nest, and brackets in a tag, for the same reason.
const MAX_DEPTH: usize = 50;

/// A compiled template.
pub(super) type Program = Instructions<'static>;

/// Compiles a template.
///
/// # Errors
///
/// What is wrong with it, and the line.
pub(super) fn compile(source: &'static str) -> Result<Program, String> {
    check_depth(source)?;
    let statement = parse(source, "template", SyntaxConfig::default()).map_err(|error| {
        let detail = error.detail().unwrap_or("it cannot be parsed");
        format!("line {}: {detail}", error.line().unwrap_or(1))
    })?;
    let mut generator = CodeGenerator::new("template", source);
    generator.compile_stmt(&statement);
    rewrite(&generator.finish().0)
}

/// Refuses a template that nests too deep for the parser's stack.
fn check_depth(source: &str) -> Result<(), String> {
    let (mut words, mut brackets) = (0, 0_usize);
    // How many conditions each open block has: they nest, too.
    let mut blocks: Vec<usize> = Vec::new();
    let mut starts_block = false;
    for token in tokenize(source, false, SyntaxConfig::default()) {
        // What is no token is refused by the parser.
        let Ok((token, span)) = token else { break };
        words += 1;
        let is_first = std::mem::take(&mut starts_block);
        match token {
            Token::VariableStart => (words, brackets) = (0, 0),
            Token::BlockStart => (words, brackets, starts_block) = (0, 0, true),
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => brackets += 1,
            Token::ParenClose | Token::BracketClose | Token::BraceClose => {
                brackets = brackets.saturating_sub(1);
            }
            Token::Ident("if" | "for" | "with") if is_first => blocks.push(1),
            Token::Ident("elif") if is_first => {
                blocks.iter_mut().last().into_iter().for_each(|conditions| *conditions += 1);
            }
            Token::Ident("endif" | "endfor" | "endwith") if is_first => drop(blocks.pop()),
            _ => {}
        }
        let line = span.start_line;
        if words > MAX_TAG_WORDS {
            return Err(format!("line {line}: the tag has more than {MAX_TAG_WORDS} words"));
        }
        if blocks.iter().sum::<usize>() > MAX_DEPTH {
            return Err(format!("line {line}: blocks nest deeper than {MAX_DEPTH}"));
        }
        if brackets > MAX_DEPTH {
            return Err(format!("line {line}: brackets nest deeper than {MAX_DEPTH}"));
        }
    }
    Ok(())
}

/// Checks the instructions, and replaces operators and text.
fn rewrite(generated: &Program) -> Result<Program, String> {
    let mut program = Instructions::new(generated.name(), generated.source());
    let mut scopes = Scopes::default();
    // Where each instruction is now.
    let mut moved: Vec<u32> = Vec::new();
    let mut end = 0;
    for index in 0.. {
        let Some(instruction) = generated.get(index) else { break };
        let line = generated.get_line(index).unwrap_or(1);
        let following = [generated.get(index + 1), generated.get(index + 2)];
        scopes.check(instruction, following).map_err(|reason| format!("line {line}: {reason}"))?;
        moved.push(end);
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        end = 1 + match instruction {
            // Text is formatted like a value, because the formatter has to know
            // whether it ends within a string of JSON.
            Instruction::EmitRaw(text) => {
                let text = Value::from_safe_string((*text).to_owned());
                program.add_with_line(Instruction::LoadConst(text), line);
                program.add_with_line(Instruction::Emit, line)
            }
            Instruction::PushLoop(_) => {
                program.add_with_line(operators::ITERABLE, line);
                program.add_with_line(instruction.clone(), line)
            }
            _ => {
                let replaced = operators::replacement(instruction);
                program.add_with_line(replaced.unwrap_or_else(|| instruction.clone()), line)
            }
        };
    }
    moved.push(end);
    for index in 0..end {
        if let Some(
            Instruction::Jump(target)
            | Instruction::JumpIfFalse(target)
            | Instruction::JumpIfFalseOrPop(target)
            | Instruction::JumpIfTrueOrPop(target)
            | Instruction::Iterate(target),
        ) = program.get_mut(index)
        {
            let place = usize::try_from(*target).ok().and_then(|target| moved.get(target));
            *target = *place.ok_or("a jump leads nowhere")?;
        }
    }
    Ok(program)
}
