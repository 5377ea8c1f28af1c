//! The search: what has to be undone for the received signature to come out.
//!
//! A hypothesis is a body, what stands around it, a key and a method. How the
//! received signature is to be read is no part of it: every digest is compared
//! with every reading. One fault is tried before two, and the likely before
//! the rare, until the work is done or too much.

mod budget;
mod contents;
mod engine;
mod keys;
mod macs;
mod times;
mod urls;

pub(super) use budget::Budget;
pub(super) use engine::{Engine, Match};
pub(super) use macs::Method;
pub(super) use times::read as read_time;

use super::{Case, found::Headers, received::Reading};
use crate::Scheme;

/// What is searched in.
pub(super) struct Subject<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) scheme: &'a Scheme,
    pub(super) headers: &'a Headers<'a>,
    pub(super) readings: Vec<Reading>,
}
