//! The inbox of a source, or of a part of it: a Durable Object that keeps its events, and sends
//! them on.

mod alarm;
mod attempt;
mod delivery;
mod purge;
mod routes;
mod send;
mod store;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use self::{
    alarm::Pace,
    store::{Acceptance, Store},
};
use crate::{bell::Bell, frame, log, runs::Runs, runtime, stats::Stats, traffic::Traffic};

/// The status that says an event was stored.
pub(crate) const ACCEPTED: u16 = 201;

/// The status that says an event was there already.
pub(crate) const DUPLICATE: u16 = 200;

/// The status that says that an event is not here, and will not be.
pub(crate) const CLAIMED: u16 = 202;

/// The status that says that an event's inbox is another.
const MOVED: u16 = 409;

/// The name of a source's inbox.
pub(crate) fn name(source: &str, shard: u32) -> String {
    format!("{source}/{shard}")
}

/// One inbox.
#[durable_object]
pub struct Inbox {
    env: Env,
    store: Store,
    /// When the alarm is set for, as far as this instance knows.
    alarm: Cell<Option<i64>>,
    runs: RefCell<Runs>,
    /// Tells the run that is alive that there is something new.
    bell: Bell,
    traffic: RefCell<Traffic>,
    /// Whether `traffic` knows what an earlier instance knew.
    is_restored: Cell<bool>,
    /// The destinations of which it was logged that they are not configured.
    unconfigured: RefCell<BTreeSet<String>>,
    stats: RefCell<Stats>,
    /// The name of the source, once it is known.
    source: RefCell<Option<String>>,
    /// How soon the next batch may be purged.
    purge_not_before: Cell<i64>,
}

impl DurableObject for Inbox {
    fn new(state: State, env: Env) -> Self {
        Self {
            env,
            store: Store::new(&state),
            alarm: Cell::default(),
            runs: RefCell::default(),
            bell: Bell::default(),
            traffic: RefCell::default(),
            is_restored: Cell::default(),
            unconfigured: RefCell::default(),
            stats: RefCell::default(),
            source: RefCell::default(),
            purge_not_before: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let is_claim = match request.path().as_str() {
            "/" => false,
            "/claim" => true,
            _ => return self.answer(request).await,
        };
        let frame = request.bytes().await?;
        let Some((envelope, body)) = frame::decode(&frame) else {
            return Response::error("this is no frame", 400);
        };

        // No `await` from here to the alarm's: what is written without one in
        // between is committed together. A duplicate looks after the alarm
        // too: what it repeats may be waiting for one that was lost.
        let acceptance = if is_claim {
            self.store.claim(&envelope)?
        } else {
            self.store.accept(&envelope, body)?
        };
        self.stats.borrow_mut().accepted += u64::from(acceptance == Acceptance::New);
        self.stats.borrow_mut().duplicates += u64::from(acceptance == Acceptance::Duplicate);
        let status = match acceptance {
            Acceptance::New => ACCEPTED,
            Acceptance::Duplicate => DUPLICATE,
            Acceptance::Claimed => CLAIMED,
            Acceptance::Moved => MOVED,
        };
        if let Some(alarm) = self.wake(runtime::now())? {
            alarm.await?;
        }
        Ok(Response::empty()?.with_status(status))
    }

    /// Never fails: the runtime gives an alarm up after six failures.
    async fn alarm(&self) -> Result<Response> {
        // The runtime runs one alarm's handler at a time: a run that has not
        // ended by now is one that it has given up.
        let run = self.runs.borrow_mut().begin(runtime::now());
        let result = self.deliver_due(run).await;
        if !self.runs.borrow_mut().is_current(run, runtime::now()) {
            return Response::empty();
        }
        if let Err(error) = result.and_then(|pace| self.end_run(pace)) {
            log::interrupted(&error);
            // If even this fails, the next request finds no alarm, and sets one.
            if let Err(error) = self.end_run(Pace::Slow) {
                log::interrupted(&error);
            }
        }
        Response::empty()
    }
}
