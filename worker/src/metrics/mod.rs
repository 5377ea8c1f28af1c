//! Counters, and Analytics Engine.

#[cfg(target_arch = "wasm32")]
pub(crate) mod analytics;
pub mod inbox;
pub mod ingest;
