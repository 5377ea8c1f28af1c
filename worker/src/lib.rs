//! The edge filter: a Cloudflare Worker, and the same on self-hosted workerd.
//!
//! A webhook flows one way through these modules: `ingest` verifies it
//! and hands it to its source's inbox, a Durable Object that stores it and
//! answers; the inbox's alarm then sends it to its destinations.
//!
//! `host/main.mjs`, beside this folder, is what the runtime sees: JavaScript waits
//! for bodies and for inboxes, and asks here what to make of them.
//!
//! What does not touch the runtime is plain Rust, tested natively.

pub mod admin;
pub mod config;
pub mod delivery;
pub mod event;
pub mod inbox;
pub mod ingest;
pub mod metrics;
pub mod problem;
pub mod store;
pub mod template;

#[cfg(target_arch = "wasm32")]
mod clock;
#[cfg(target_arch = "wasm32")]
mod entry;
#[cfg(target_arch = "wasm32")]
mod log;
