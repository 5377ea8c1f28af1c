//! Rows as types. A type names its columns, and a query selects them by these
//! names: so no query and no reader depends on the order of columns in a table.

use super::database::{Column, Error, Result};

/// A row of a query.
pub(super) trait Row: Sized {
    /// What stands behind `SELECT`.
    const COLUMNS: &'static str;

    /// Reads the columns, in the order of [`COLUMNS`](Self::COLUMNS).
    fn read(columns: &mut Columns) -> Result<Self>;
}

/// The columns of a row that were not read yet.
pub(super) struct Columns(std::vec::IntoIter<Column>);

impl Columns {
    pub(super) fn new(row: Vec<Column>) -> Self {
        Self(row.into_iter())
    }

    pub(super) fn next<T: FromColumn>(&mut self, name: &str) -> Result<T> {
        self.0
            .next()
            .and_then(T::from_column)
            .ok_or_else(|| Error(format!("the column {name:?} is of another type")))
    }
}

/// What a column can be read as.
pub(super) trait FromColumn: Sized {
    /// None where the column is of another type.
    fn from_column(column: Column) -> Option<Self>;
}

impl FromColumn for i64 {
    fn from_column(column: Column) -> Option<Self> {
        match column {
            Column::Integer(integer) => Some(integer),
            _ => None,
        }
    }
}

impl FromColumn for u32 {
    fn from_column(column: Column) -> Option<Self> {
        i64::from_column(column)?.try_into().ok()
    }
}

impl FromColumn for bool {
    fn from_column(column: Column) -> Option<Self> {
        i64::from_column(column).map(|integer| integer != 0)
    }
}

impl FromColumn for String {
    fn from_column(column: Column) -> Option<Self> {
        match column {
            Column::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(column: Column) -> Option<Self> {
        match column {
            Column::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: Column) -> Option<Self> {
        match column {
            Column::Null => Some(None),
            column => T::from_column(column).map(Some),
        }
    }
}

/// Declares the type of a row: each field with the column, or the expression of
/// SQL, that it is read from.
macro_rules! row {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty = $column:literal,)+
    }) => {
        $(#[$meta])*
        $visibility struct $name {
            $($(#[$field_meta])* $field_visibility $field: $type,)+
        }

        impl $crate::store::row::Row for $name {
            const COLUMNS: &'static str = $crate::store::row::columns!($($column as $field,)+);

            fn read(
                columns: &mut $crate::store::row::Columns,
            ) -> $crate::store::database::Result<Self> {
                Ok(Self { $($field: columns.next(stringify!($field))?,)+ })
            }
        }
    };
}

/// Joins columns for a `SELECT`, each under the name of its field.
macro_rules! columns {
    ($first:literal as $first_field:ident, $($column:literal as $field:ident,)*) => {
        concat!(
            $first, " AS ", stringify!($first_field),
            $(", ", $column, " AS ", stringify!($field),)*
        )
    };
}

pub(super) use {columns, row};
