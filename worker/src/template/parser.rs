//! Parses templates, and refuses what would else fail with the first event
//! that comes to it.

use super::{
    expressions::Expressions,
    lexer::{Token, tokens},
    syntax::{Located, Node},
};

/// How deep blocks may nest. The stack of WebAssembly is small.
const DEEPEST: usize = 50;

/// Words that are no names of variables.
const TAKEN: [&str; 16] = [
    "and", "else", "event", "false", "False", "if", "in", "is", "loop", "none", "None", "not",
    "null", "or", "true", "True",
];

/// Parses a template.
///
/// # Errors
///
/// What is wrong with it, and the line, on one line.
pub(super) fn parse(source: &str) -> Result<Vec<Node>, String> {
    let mut parser = Parser { tokens: Expressions::new(tokens(source)?), depth: 0 };
    let parsed = parser.block(&[]).map(|(nodes, _)| nodes);
    parsed.map_err(|reason| format!("line {}: {reason}", parser.tokens.line()))
}

struct Parser {
    tokens: Expressions,
    depth: usize,
}

impl Parser {
    /// Parses up to one of the tags that end this block, and says which.
    fn block(&mut self, ends: &[&str]) -> Result<(Vec<Node>, String), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("blocks nest deeper than {DEEPEST}"));
        }
        let mut nodes = Vec::new();
        let end = loop {
            match self.tokens.next() {
                Token::Text(text) => nodes.push(Node::Text(text)),
                Token::Sign("{{") => {
                    nodes.push(Node::Print(self.expression()?));
                    self.tokens.expect("}}")?;
                }
                Token::Sign("{%") => {
                    let word = self.tokens.name()?;
                    if ends.contains(&word.as_str()) {
                        break word;
                    }
                    nodes.push(self.tag(&word)?);
                }
                Token::End if ends.is_empty() => break String::new(),
                _ => return Err(format!("{{% {} %}} is missing", ends.last().unwrap_or(&""))),
            }
        };
        self.depth -= 1;
        Ok((nodes, end))
    }

    fn tag(&mut self, word: &str) -> Result<Node, String> {
        match word {
            "if" => self.condition(),
            "for" => self.repetition(),
            "set" => {
                let name = self.variable()?;
                if !self.tokens.skip("=") {
                    return Err("a block cannot be set or filtered; set an expression".to_owned());
                }
                let value = self.expression()?;
                self.tokens.expect("%}")?;
                self.tokens.declare(name.clone());
                Ok(Node::Set { name, value })
            }
            "filter" => Err("a block cannot be set or filtered; set an expression".to_owned()),
            _ => Err(format!("{{% {word} %}} is not expected; there are if, for and set")),
        }
    }

    fn condition(&mut self) -> Result<Node, String> {
        let condition = self.expression()?;
        self.tokens.expect("%}")?;
        let (then, end) = self.block(&["elif", "else", "endif"])?;
        let otherwise = match end.as_str() {
            "elif" => {
                // It nests, so that it counts as a depth.
                self.depth += 1;
                let nested = self.condition()?;
                self.depth -= 1;
                vec![nested]
            }
            "else" => {
                self.tokens.expect("%}")?;
                let (nodes, _) = self.block(&["endif"])?;
                self.tokens.expect("%}")?;
                nodes
            }
            _ => {
                self.tokens.expect("%}")?;
                Vec::new()
            }
        };
        Ok(Node::If { condition, then, otherwise })
    }

    fn repetition(&mut self) -> Result<Node, String> {
        let name = self.variable()?;
        self.tokens.expect_word("in")?;
        let line = self.tokens.line();
        let list = Located { expression: self.tokens.list()?, line };
        self.tokens.expect("%}")?;
        let outside = self.tokens.declared();
        self.tokens.declare("loop".to_owned());
        self.tokens.declare(name.clone());
        let (body, end) = self.block(&["else", "endfor"])?;
        self.tokens.forget(outside);
        self.tokens.expect("%}")?;
        let mut otherwise = Vec::new();
        if end == "else" {
            (otherwise, _) = self.block(&["endfor"])?;
            self.tokens.expect("%}")?;
        }
        Ok(Node::For { name, list, body, otherwise })
    }

    fn variable(&mut self) -> Result<String, String> {
        let name = self.tokens.name()?;
        if TAKEN.contains(&name.as_str()) {
            return Err(format!("{name:?} cannot be set"));
        }
        Ok(name)
    }

    fn expression(&mut self) -> Result<Located, String> {
        let line = self.tokens.line();
        Ok(Located { expression: self.tokens.expression()?, line })
    }
}
