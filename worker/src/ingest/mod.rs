//! Receives webhooks, and answers them.

pub(crate) mod inbound;
mod inline;
mod response;
