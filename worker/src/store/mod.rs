//! The inbox's tables, and what is asked of them.

mod delivery_view;
pub mod ingest_record;
pub mod queue_head;
pub mod row_id;

#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod event;
#[cfg(target_arch = "wasm32")]
mod insert;
#[cfg(target_arch = "wasm32")]
mod queries;
#[cfg(target_arch = "wasm32")]
mod queue;
#[cfg(target_arch = "wasm32")]
mod sweep;
#[cfg(target_arch = "wasm32")]
mod tables;
#[cfg(target_arch = "wasm32")]
mod value;

pub use self::delivery_view::{AttemptLog, Cursor, DeliveryView, Page, Query};
#[cfg(target_arch = "wasm32")]
pub(crate) use self::{
    insert::{Acceptance, Arrival, Wish},
    queue::{DueDelivery, Settlement},
    tables::{DeliveryState, Store},
};
