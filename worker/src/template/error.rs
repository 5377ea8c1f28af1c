//! Why a template cannot be rendered, without a value of the event.

use minijinja::{Error, ErrorKind};

/// The longest text there may be, in bytes.
pub(super) const MAX_LENGTH: usize = 1 << 20;

/// How many steps a rendering may take. Instructions are steps, and so is
/// whatever is made of text, by its length.
pub(super) const FUEL: u64 = 500_000;

/// The longest reason that is given, in characters.
const MAX_REASON: usize = 200;

/// Why a template cannot be rendered.
#[derive(Debug)]
pub(super) enum RenderError {
    /// What is used is not there.
    Undefined { line: usize },
    /// A value does not suit what is done with it.
    InvalidOperation { line: usize },
    /// It takes too much work.
    OutOfFuel { line: usize },
    /// A text is too long.
    TooLong,
    /// The result is not JSON. What `serde_json` says quotes nothing.
    NotJson(serde_json::Error),
}

impl From<Error> for RenderError {
    fn from(error: Error) -> Self {
        let line = error.line().unwrap_or(1);
        match error.kind() {
            ErrorKind::UndefinedError => Self::Undefined { line },
            ErrorKind::OutOfFuel => Self::OutOfFuel { line },
            ErrorKind::WriteFailure => Self::TooLong,
            _ => Self::InvalidOperation { line },
        }
    }
}

impl RenderError {
    /// The reason, on one line, with the line of the template.
    pub(super) fn describe(&self, source: &str) -> String {
        let at = |number: usize, what: &str| {
            let line = source.lines().nth(number.saturating_sub(1)).unwrap_or_default();
            one_line(&format!("line {number}: {what}: {}", line.trim()))
        };
        match self {
            Self::Undefined { line } => at(*line, "undefined value"),
            Self::InvalidOperation { line } => at(*line, "invalid operation"),
            Self::OutOfFuel { line } => {
                format!("line {line}: it takes more than {FUEL} steps")
            }
            Self::TooLong => format!("the result is longer than {MAX_LENGTH} bytes"),
            Self::NotJson(error) => format!("the result is not JSON: {error}"),
        }
    }
}

/// A value does not suit what is done with it.
pub(super) fn invalid() -> Error {
    Error::from(ErrorKind::InvalidOperation)
}

/// What is used is not there.
pub(super) fn undefined() -> Error {
    Error::from(ErrorKind::UndefinedError)
}

/// Refuses a text that is too long.
pub(super) fn check_length(length: usize) -> Result<(), Error> {
    if length > MAX_LENGTH { Err(Error::from(ErrorKind::WriteFailure)) } else { Ok(()) }
}

/// A reason with its blanks joined, and not too long.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(MAX_REASON).collect()
}
