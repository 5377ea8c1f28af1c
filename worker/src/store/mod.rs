//! The store of an inbox: its tables, and each statement that reads or writes them.
//! All of it runs on any SQLite, so that it is tested natively.

mod commands;
mod connection;
mod database;
mod delivery_state;
mod delivery_view;
#[cfg(target_arch = "wasm32")]
mod durable_database;
mod event;
pub mod ingest_record;
mod insert;
mod locks;
mod migrations;
mod queries;
mod queue;
mod queue_head;
mod row;
mod row_id;
mod sweep;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::durable_database::DurableDatabase;
pub use self::{
    connection::Store,
    database::{Column, Database, Error, Result, Value},
    delivery_state::DeliveryState,
    delivery_view::{AttemptLog, Cursor, DeliveryView, Page, Query},
    insert::{StoreOp, StoreRequest, StoreResult},
    locks::LockState,
    queries::Backlog,
    queue::{AttemptResult, DueDelivery},
    queue_head::QueueHead,
};
