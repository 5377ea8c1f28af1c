//! A SQLite of this process.

use std::rc::Rc;

use rusqlite::{
    Connection, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use crate::store::{Column, Database, Error, Result, Store, Value};

/// A database in memory, for one store or several, one after another.
#[derive(Clone)]
pub(super) struct NativeDatabase(Rc<Connection>);

impl NativeDatabase {
    pub(super) fn in_memory() -> Result<Self> {
        Ok(Self(Rc::new(Connection::open_in_memory()?)))
    }

    /// A store that has not opened its tables yet.
    pub(super) fn store(&self) -> Store {
        Store::new(Box::new(self.clone()))
    }

    /// The one integer that a query gives.
    pub(super) fn integer(&self, query: &str) -> Result<i64> {
        Ok(self.0.query_row(query, [], |row| row.get(0))?)
    }
}

impl Database for NativeDatabase {
    fn run_script(&self, statements: &str) -> Result<()> {
        Ok(self.0.execute_batch(statements)?)
    }

    fn execute(&self, statement: &str, values: &[Value<'_>]) -> Result<u64> {
        Ok(self.0.prepare_cached(statement)?.execute(params_from_iter(values))? as u64)
    }

    fn query(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Column>>> {
        let mut statement = self.0.prepare_cached(statement)?;
        let count = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let columns = (0..count).map(|index| column(row.get_ref(index)?));
            all.push(columns.collect::<Result<_>>()?);
        }
        Ok(all)
    }

    fn transaction(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        self.run_script("BEGIN")?;
        let result = work();
        self.run_script(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        result
    }
}

fn column(value: ValueRef<'_>) -> Result<Column> {
    match value {
        ValueRef::Null => Ok(Column::Null),
        ValueRef::Integer(integer) => Ok(Column::Integer(integer)),
        ValueRef::Text(text) => Ok(Column::Text(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Ok(Column::Blob(bytes.to_vec())),
        ValueRef::Real(_) => Err(Error("no column has this type".to_owned())),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}
