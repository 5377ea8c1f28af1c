//! What a statement is run by: a Durable Object's SQLite, or any other.

use std::fmt;

/// A value that is bound to a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// An integer. A time that is beyond 2^53 counts as the largest there is.
    Integer(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// A value that was read from a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Nothing.
    Null,
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// Why a statement failed, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub String);

/// What a statement gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Runs statements of SQLite.
pub trait Database {
    /// Runs statements that have no parameters.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    fn run_script(&self, statements: &str) -> Result<()>;

    /// Runs one statement; says how many rows it wrote, those of indexes included.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    fn execute(&self, statement: &str, values: &[Value<'_>]) -> Result<u64>;

    /// Runs one query; gives its rows, each with the columns in their order.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    fn query(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Column>>>;

    /// Does all of the work or, where it fails, none of it.
    ///
    /// # Errors
    ///
    /// That of the work, or what SQLite says.
    fn transaction(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()>;
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
