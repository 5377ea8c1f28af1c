//! The SQLite of a Durable Object.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use worker::{SqlCursor, SqlStorage, SqlStorageValue, State, Storage};

use super::database::{Column, Database, Error, Result, Value};

/// The database of the object that a state belongs to.
pub(crate) struct DurableDatabase {
    storage: Storage,
    sql: SqlStorage,
}

#[wasm_bindgen]
extern "C" {
    /// The part of a Durable Object's storage that the `worker` crate leaves out.
    type MoreStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &MoreStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

impl DurableDatabase {
    pub(crate) fn new(state: &State) -> Self {
        let storage = state.storage();
        Self { sql: storage.sql(), storage }
    }

    fn run(&self, statement: &str, values: &[Value<'_>]) -> Result<SqlCursor> {
        let values: Vec<_> = values.iter().map(to_js).collect();
        Ok(self.sql.exec_raw(statement, values)?)
    }
}

impl Database for DurableDatabase {
    fn run_script(&self, statements: &str) -> Result<()> {
        self.run(statements, &[]).map(drop)
    }

    fn execute(&self, statement: &str, values: &[Value<'_>]) -> Result<u64> {
        Ok(self.run(statement, values)?.rows_written() as u64)
    }

    fn query(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Column>>> {
        let rows = self.run(statement, values)?.raw();
        rows.map(|row| row?.into_iter().map(column).collect()).collect()
    }

    fn transaction(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let storage: &MoreStorage = self.storage.as_raw().unchecked_ref();
        let work = &mut || match work() {
            Ok(()) => Ok(JsValue::UNDEFINED),
            Err(error) => Err(worker::Error::from(error).into()),
        };
        storage.transaction_sync(work).map(drop).map_err(|error| worker::Error::from(error).into())
    }
}

/// Numbers of JavaScript are exact up to 2^53. No time of this era is beyond it.
fn to_js(value: &Value<'_>) -> JsValue {
    const MAX_SAFE: i64 = (1 << 53) - 1;
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(integer) => JsValue::from((*integer).clamp(-MAX_SAFE, MAX_SAFE) as f64),
        Value::Text(text) => JsValue::from_str(text),
        Value::Blob(bytes) => Uint8Array::from(*bytes).into(),
    }
}

fn column(value: SqlStorageValue) -> Result<Column> {
    match value {
        SqlStorageValue::Null => Ok(Column::Null),
        SqlStorageValue::Integer(integer) => Ok(Column::Integer(integer)),
        SqlStorageValue::String(text) => Ok(Column::Text(text)),
        SqlStorageValue::Blob(bytes) => Ok(Column::Blob(bytes)),
        SqlStorageValue::Float(_) | SqlStorageValue::Boolean(_) => {
            Err(Error("no column has this type".to_owned()))
        }
    }
}

impl From<worker::Error> for Error {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<Error> for worker::Error {
    fn from(Error(reason): Error) -> Self {
        Self::RustError(reason)
    }
}
