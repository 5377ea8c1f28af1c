//! What the npm package does for every request, compiled for speed, while all
//! else is compiled for size (see the profiles in the workspace's `Cargo.toml`).
//!
//! The core marks the functions on this path `#[inline]`: the compiler makes
//! their code here, where they are used, with this crate's settings.
//!
//! Numbers cross the border, and bytes lie where both sides reach them (see
//! [`exchange`]). A host that hashes faster does that by itself, and hands over
//! what a large body begins with (see [`countersign::ExternalDigest`]).

mod envelope;
pub mod exchange;
pub mod numbers;
mod verify;

pub use verify::Verifier;
