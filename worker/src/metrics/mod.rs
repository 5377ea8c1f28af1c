//! What is counted, and where it is written beside the log.

#[cfg(target_arch = "wasm32")]
pub(crate) mod analytics;
pub mod inbox;
pub mod ingest;
