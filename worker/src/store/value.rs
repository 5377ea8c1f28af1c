//! What goes into columns, and what comes out of them.

use worker::{Error, Result, SqlStorageValue};

use super::row_id;

/// SQL sees JavaScript's numbers. No time of this era is beyond 2^53.
pub(super) fn integer_value(value: i64) -> SqlStorageValue {
    const LIMIT: i64 = (1 << 53) - 1;
    SqlStorageValue::Integer(value.clamp(-LIMIT, LIMIT))
}

/// The first and the last address at which the event of a key may stand.
pub(super) fn ends(key: &str) -> [SqlStorageValue; 2] {
    let candidates = row_id::candidates(key);
    [*candidates.start(), *candidates.end()].map(integer_value)
}

pub(super) fn text(value: Option<SqlStorageValue>) -> Result<String> {
    match value {
        Some(SqlStorageValue::String(text)) => Ok(text),
        _ => Err(Error::RustError("a column is no text".to_owned())),
    }
}

pub(super) fn integer(value: Option<SqlStorageValue>) -> Result<i64> {
    match value {
        Some(SqlStorageValue::Integer(integer)) => Ok(integer),
        _ => Err(Error::RustError("a column is no integer".to_owned())),
    }
}

/// Reads a column that may be null.
pub(super) fn optional<T>(
    value: Option<SqlStorageValue>,
    read: impl Fn(Option<SqlStorageValue>) -> Result<T>,
) -> Result<Option<T>> {
    match value {
        Some(SqlStorageValue::Null) => Ok(None),
        value => read(value).map(Some),
    }
}

pub(super) fn blob(value: Option<SqlStorageValue>) -> Result<Vec<u8>> {
    match value {
        Some(SqlStorageValue::Blob(bytes)) => Ok(bytes),
        _ => Err(Error::RustError("a column is no blob".to_owned())),
    }
}
