//! Takes a template apart into text and the words of its tags.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// What stands outside of tags.
    Text(String),
    /// A bracket of a tag, an operator, or what separates.
    Sign(&'static str),
    Name(String),
    String(String),
    Number(String),
    /// Nothing is left.
    End,
}

/// Longer ones stand before those that they begin with.
const SIGNS: [&str; 17] =
    ["==", "!=", "<=", ">=", "=", "<", ">", "|", ".", ",", "~", "(", ")", "[", "]", ":", "-"];

/// The tokens of a template, each with its line.
///
/// # Errors
///
/// What is none, on one line.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, usize)>, String> {
    // As in Jinja, the line's end at the end of the template is none of it.
    let rest = source.strip_suffix('\n').unwrap_or(source);
    let mut lexer = Lexer { rest, line: 1, tokens: Vec::new() };
    lexer.read().map_err(|reason| format!("line {}: {reason}", lexer.line))?;
    lexer.tokens.push((Token::End, lexer.line));
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<(Token, usize)>,
}

impl<'a> Lexer<'a> {
    fn read(&mut self) -> Result<(), &'static str> {
        let mut is_trimmed = false;
        while !self.rest.is_empty() {
            let start = self.rest.match_indices('{').map(|(start, _)| start).find(|start| {
                matches!(self.rest.as_bytes().get(start + 1), Some(b'{' | b'%' | b'#'))
            });
            let text = self.take(start.unwrap_or(self.rest.len()));
            let opening = self.take(2.min(self.rest.len()));
            let begins_trimmed = !opening.is_empty() && self.skip("-");
            let text = if is_trimmed { text.trim_start() } else { text };
            let text = if begins_trimmed { text.trim_end() } else { text };
            if !text.is_empty() {
                self.tokens.push((Token::Text(text.to_owned()), self.line));
            }
            is_trimmed = match opening {
                "{{" => self.tag("{{", "}}")?,
                "{%" => self.tag("{%", "%}")?,
                "{#" => self.comment()?,
                _ => false,
            };
        }
        Ok(())
    }

    /// Reads what is left of a comment, and whether blanks after it count not.
    fn comment(&mut self) -> Result<bool, &'static str> {
        let end = self.rest.find("#}").ok_or("the comment does not end")?;
        let is_trimmed = self.take(end).ends_with('-');
        self.take(2);
        Ok(is_trimmed)
    }

    /// Reads what is left of a tag, and whether blanks after it count not.
    fn tag(&mut self, opening: &'static str, closing: &'static str) -> Result<bool, &'static str> {
        self.push(Token::Sign(opening));
        loop {
            let blanks = self.rest.len() - self.rest.trim_start().len();
            self.take(blanks);
            let is_trimmed =
                self.rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(closing));
            if is_trimmed {
                self.take(1);
            }
            if self.skip(closing) {
                self.push(Token::Sign(closing));
                return Ok(is_trimmed);
            }
            let token = self.word()?;
            self.push(token);
        }
    }

    fn word(&mut self) -> Result<Token, &'static str> {
        let first = self.rest.chars().next().ok_or("the tag does not end")?;
        if first == '"' || first == '\'' {
            self.take(1);
            return self.string(first).map(Token::String);
        }
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
        if first.is_ascii_digit() {
            let number = self.take_while(|char| char.is_ascii_digit() || char == '.');
            let is_number = number.split('.').count() <= 2
                && !number.ends_with('.')
                && (first != '0' || number == "0" || number.starts_with("0."))
                && !self.rest.starts_with(is_name);
            return if is_number {
                Ok(Token::Number(number.to_owned()))
            } else {
                Err("it is no number")
            };
        }
        if is_name(first) {
            return Ok(Token::Name(self.take_while(is_name).to_owned()));
        }
        let sign = SIGNS.into_iter().find(|sign| self.skip(sign));
        sign.map(Token::Sign).ok_or("there is no such operator")
    }

    fn string(&mut self, quote: char) -> Result<String, &'static str> {
        let mut text = String::new();
        loop {
            let plain = self.take_while(|char| char != quote && char != '\\');
            text.push_str(plain);
            if !self.skip("\\") {
                let is_closed = !self.take(1).is_empty();
                return if is_closed { Ok(text) } else { Err("the string does not end") };
            }
            text.push(match self.take(1) {
                "n" => '\n',
                "t" => '\t',
                "r" => '\r',
                "\\" => '\\',
                "\"" => '"',
                "'" => '\'',
                _ => return Err("a string has an escape that is none"),
            });
        }
    }

    fn push(&mut self, token: Token) {
        self.tokens.push((token, self.line));
    }

    fn skip(&mut self, sign: &str) -> bool {
        let is_next = self.rest.starts_with(sign);
        if is_next {
            self.take(sign.len());
        }
        is_next
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len()))
    }

    fn take(&mut self, size: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(size).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }
}
