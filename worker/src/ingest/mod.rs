//! Receives webhooks: verifies them, has them stored or forwards them, and answers.

mod request_head;
mod verify;

#[cfg(target_arch = "wasm32")]
mod finish;
#[cfg(target_arch = "wasm32")]
pub(crate) mod inbound;
#[cfg(target_arch = "wasm32")]
mod inline;
#[cfg(target_arch = "wasm32")]
mod manifest;
#[cfg(target_arch = "wasm32")]
mod response;

pub use self::{
    request_head::RequestHead,
    verify::{Verified, VerifiedRequest, require_body, verify},
};
