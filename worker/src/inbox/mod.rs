//! The inbox of one source: a Durable Object that keeps its events, and sends
//! them on.

pub(crate) mod claim;
mod delivery;
pub(crate) mod send;
mod store;

use std::cell::Cell;

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use self::{
    delivery::Pace,
    store::{Acceptance, Store},
};
use crate::{frame, log, runtime};

/// The status that says an event was stored.
pub(crate) const ACCEPTED: u16 = 201;

/// The status that says an event was there already.
pub(crate) const DUPLICATE: u16 = 200;

/// The name of a source's inbox. The number is that of its shard, of which
/// there is one.
pub(crate) fn name(source: &str) -> String {
    format!("{source}/0")
}

/// One inbox.
#[durable_object]
pub struct Inbox {
    env: Env,
    store: Store,
    /// When the alarm is set for, as far as this instance knows.
    alarm: Cell<Option<i64>>,
    /// Whether the alarm's handler is running, and so finds by itself what is due.
    delivering: Cell<bool>,
    /// Whether what an earlier instance left has been taken over.
    has_taken_over: Cell<bool>,
}

impl DurableObject for Inbox {
    fn new(state: State, env: Env) -> Self {
        Self {
            env,
            store: Store::new(&state),
            alarm: Cell::new(None),
            delivering: Cell::new(false),
            has_taken_over: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if let Some(wish) = claim::Wish::of(&request.path()) {
            return self.claim(wish, &request.bytes().await?);
        }
        let frame = request.bytes().await?;
        let Some((envelope, body)) = frame::decode(&frame) else {
            return Response::error("this is no frame", 400);
        };

        // No `await` from here to the alarm's: what is written without one in
        // between is committed together. A duplicate looks after the alarm
        // too: what it repeats may be waiting for one that was lost.
        let acceptance = self.store.accept(&envelope, body)?;
        if let Some(alarm) = self.wake(runtime::now())? {
            alarm.await?;
        }
        Ok(Response::empty()?.with_status(match acceptance {
            Acceptance::New => ACCEPTED,
            Acceptance::Duplicate => DUPLICATE,
        }))
    }

    /// Never fails: the runtime gives an alarm up after six failures.
    async fn alarm(&self) -> Result<Response> {
        self.delivering.set(true);
        let result = self.deliver_due().await;
        self.delivering.set(false);
        if let Err(error) = result.and_then(|pace| self.rest(pace)) {
            log::interrupted(&error);
            // If even this fails, the next request finds no alarm, and sets one.
            if let Err(error) = self.rest(Pace::Slow) {
                log::interrupted(&error);
            }
        }
        Response::empty()
    }
}
