//! The store of an inbox: runs the statements of the modules beside it, and counts
//! the rows that they write.

use std::cell::Cell;

use super::{
    database::{Database, Error, Result, Value},
    migrations::migrate,
    row::{Columns, Row},
};

/// The tables of an inbox. They are opened when they are first needed.
pub struct Store {
    database: Box<dyn Database>,
    is_open: Cell<bool>,
    rows_written: Cell<u64>,
}

impl Store {
    /// A store whose tables are, or will be, in this database.
    pub fn new(database: Box<dyn Database>) -> Self {
        Self { database, is_open: Cell::new(false), rows_written: Cell::new(0) }
    }

    /// How many rows were written since this instance began, those of indexes and
    /// alarms included.
    pub fn rows_written(&self) -> u64 {
        self.rows_written.get()
    }

    /// Counts a row that is written without SQL: an alarm is one.
    pub fn count_row(&self) {
        self.rows_written.set(self.rows_written.get() + 1);
    }

    /// Changes something; says how many rows were written.
    pub(super) fn execute(&self, statement: &str, values: &[Value<'_>]) -> Result<u64> {
        self.open()?;
        let written = self.database.execute(statement, values)?;
        self.rows_written.set(self.rows_written.get() + written);
        Ok(written)
    }

    /// Selects all rows of a type from what stands behind `FROM`.
    pub(super) fn select<R: Row>(&self, from: &str, values: &[Value<'_>]) -> Result<Vec<R>> {
        self.open()?;
        let statement = ["SELECT ", R::COLUMNS, " FROM ", from].concat();
        let rows = self.database.query(&statement, values)?;
        rows.into_iter().map(|row| R::read(&mut Columns::new(row))).collect()
    }

    /// Selects the first row.
    pub(super) fn select_first<R: Row>(
        &self,
        from: &str,
        values: &[Value<'_>],
    ) -> Result<Option<R>> {
        Ok(self.select(from, values)?.into_iter().next())
    }

    /// Does all of the work or, where it fails, none of it. An error that is
    /// returned outside of a transaction leaves the writes before it in place.
    pub(super) fn transaction<T>(&self, mut work: impl FnMut() -> Result<T>) -> Result<T> {
        self.open()?;
        let mut result = None;
        self.database.transaction(&mut || {
            result = Some(work()?);
            Ok(())
        })?;
        result.ok_or_else(|| Error("a transaction did nothing".to_owned()))
    }

    fn open(&self) -> Result<()> {
        if !self.is_open.get() {
            migrate(&*self.database)?;
            self.is_open.set(true);
        }
        Ok(())
    }
}
