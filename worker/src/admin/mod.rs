//! The admin API, `/admin/*`: what an operator sees, replays and erases.
//!
//! This is its door: nobody gets further than the token. Where none is
//! configured, its addresses are like any other that does not exist. What lies
//! behind is JavaScript, in `worker/admin/`: it puts together what inboxes
//! answer, which is JSON, and here would cost a tenth of the bundle.

#[cfg(target_arch = "wasm32")]
mod door;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::door::{enter, is_asked};
