//! Deliveries: which is attempted when, the attempt, and what becomes of it.

pub mod backoff;
pub mod circuit_breaker;
pub mod concurrency_limiter;
pub mod dispatcher;
pub mod next_wakeup;
pub mod notify;
pub mod retry_policy;
pub mod run_guard;

#[cfg(target_arch = "wasm32")]
mod alarm;
#[cfg(target_arch = "wasm32")]
mod attempt;
#[cfg(target_arch = "wasm32")]
mod delivery_loop;
#[cfg(target_arch = "wasm32")]
mod inbox_state;
#[cfg(target_arch = "wasm32")]
pub(crate) mod send;
#[cfg(target_arch = "wasm32")]
mod sweep;
#[cfg(target_arch = "wasm32")]
mod timer;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::inbox_state::InboxState;
