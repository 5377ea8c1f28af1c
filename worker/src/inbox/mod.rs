//! The inbox of a source: the Durable Object that stores its events.

#[cfg(target_arch = "wasm32")]
pub(crate) mod client;
#[cfg(target_arch = "wasm32")]
mod commit;
pub mod group_commit;
#[cfg(target_arch = "wasm32")]
pub(crate) mod idempotency_lock;
#[cfg(target_arch = "wasm32")]
mod name;
#[cfg(target_arch = "wasm32")]
mod object;
pub mod protocol;
#[cfg(target_arch = "wasm32")]
mod routes;
#[cfg(target_arch = "wasm32")]
pub(crate) mod status;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::name::name;
