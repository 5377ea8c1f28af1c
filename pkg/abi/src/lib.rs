//! What the npm package does for every request, compiled for speed, while the rest of its
//! WebAssembly is compiled for size (see the profiles in the workspace's `Cargo.toml`).
//!
//! The core marks the functions on the way of a request `#[inline]`: they are compiled
//! here, where they are called, with this crate's settings.
//!
//! Numbers cross the border, and bytes lie where both sides reach them: see [`memory`].
//! A host that hashes faster does that by itself, and hands over what a large body begins
//! with: see [`countersign::ExternalDigest`].

pub mod convert;
mod event_record;
pub mod memory;
mod request_head;
mod verifier;

pub use verifier::Verifier;

/// The numbers that both sides know, from `pkg/ts/abi.json`.
mod numbers {
    include!(concat!(env!("OUT_DIR"), "/abi.rs"));
}
