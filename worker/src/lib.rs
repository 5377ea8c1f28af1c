//! The edge filter: a Cloudflare Worker, and the same on self-hosted workerd.
//!
//! The way of a webhook: `ingest` verifies it and asks the `inbox` of its source, a
//! Durable Object, to store it; the `store` has it on disk before the answer is sent; the
//! inbox's alarm runs the `delivery` loop, which sends it to its destinations. Modules use
//! those before them: `config` and `template`, `store`, `delivery`, `inbox`, then `ingest`
//! and `admin`.
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
