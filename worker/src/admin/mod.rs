//! The admin API, `/admin/*`: what an operator sees, replays and erases.
//!
//! Nobody gets further than `handle` without the token. Where none is
//! configured, these addresses are like any other that does not exist.

pub mod cursor;
pub mod page;
pub mod parameters;
pub mod prometheus;
pub mod router;
pub mod selection;
pub mod stats;
pub mod view;

#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
mod deliveries;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod failure;
#[cfg(target_arch = "wasm32")]
mod handle;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::handle::{config, handle};
