//! The search for the change that reproduces the received signature.
//!
//! A hypothesis is a body, a signature base around it, a key and a digest
//! method. Every digest is compared with every candidate of the received
//! signature. One fault is tried before two, and likely faults before rare
//! ones, until everything was tried or the budget is spent.

mod base_candidates;
mod base_template;
mod budget;
mod context;
mod digest_method;
mod digest_state;
mod engine;
mod fingerprint;
mod key_candidates;
mod matcher;
mod secret_edits;
mod time;
mod time_candidates;
mod url_candidates;

pub(super) use budget::Budget;
pub(super) use context::SearchContext;
pub(super) use digest_method::DigestMethod;
pub(super) use engine::Engine;
pub(super) use matcher::{Match, Matcher};
pub(super) use time::parse_time;
