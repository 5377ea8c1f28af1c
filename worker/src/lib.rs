//! The edge filter: a Cloudflare Worker, and the same on self-hosted workerd.
//!
//! A webhook flows one way through these modules: `inbound` verifies it
//! and hands it to its source's inbox, a Durable Object that stores it and
//! answers; the inbox's alarm then sends it to its destinations.
//!
//! `main.mjs`, beside this folder, is what the runtime sees: JavaScript waits for
//! bodies and for inboxes, and asks here what to make of them.
//!
//! What does not touch the runtime is plain Rust, tested natively.

pub mod address;
pub mod admin;
pub mod bell;
pub mod breaker;
pub mod config;
pub mod countersignature;
pub mod event;
pub mod filter;
pub mod frame;
pub mod group;
pub mod horizon;
pub mod outcome;
pub mod problem;
pub mod retention;
mod route;
pub mod runs;
pub mod schedule;
pub mod shards;
pub mod slots;
pub mod stats;
pub mod tally;
pub mod template;
pub mod traffic;

#[cfg(target_arch = "wasm32")]
mod analytics;
#[cfg(target_arch = "wasm32")]
mod inbound;
#[cfg(target_arch = "wasm32")]
mod inbox;
#[cfg(target_arch = "wasm32")]
mod inline;
#[cfg(target_arch = "wasm32")]
mod log;
#[cfg(target_arch = "wasm32")]
mod runtime;
