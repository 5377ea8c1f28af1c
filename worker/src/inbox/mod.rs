//! The inbox of one source: a Durable Object that keeps its events, and sends
//! them on.

mod delivery;
mod send;
mod store;

use std::cell::Cell;

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use self::store::{Acceptance, Store};
use crate::{frame, log::Line, runtime};

/// The status that says an event was stored.
pub(crate) const ACCEPTED: u16 = 201;

/// The status that says an event was there already.
pub(crate) const DUPLICATE: u16 = 200;

/// One inbox.
#[durable_object]
pub struct Inbox {
    env: Env,
    store: Store,
    /// When the alarm is set for, as far as this instance knows.
    alarm: Cell<Option<i64>>,
    /// Whether the alarm's handler is running, and so finds by itself what is due.
    delivering: Cell<bool>,
    /// Whether what an earlier instance was sending has been taken over.
    recovered: Cell<bool>,
}

impl DurableObject for Inbox {
    fn new(state: State, env: Env) -> Self {
        Self {
            env,
            store: Store::new(&state),
            alarm: Cell::new(None),
            delivering: Cell::new(false),
            recovered: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let frame = request.bytes().await?;
        let Some((envelope, body)) = frame::decode(&frame) else {
            return Response::error("this is no frame", 400);
        };

        // No `await` from here to the end of the writes: what is written
        // without one in between is committed together.
        let acceptance = self.store.accept(&envelope, body)?;
        let alarm = match acceptance {
            Acceptance::New if !envelope.destinations.is_empty() => self.wake(runtime::now())?,
            Acceptance::New | Acceptance::Duplicate => None,
        };
        if let Some(alarm) = alarm {
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
        if let Err(error) = result.and_then(|()| self.rest()) {
            Line {
                at: "delivery",
                outcome: "interrupted",
                detail: Some(&error.to_string()),
                ..Line::default()
            }
            .print();
            // The watchdog that was set before the first attempt still stands.
        }
        Response::empty()
    }
}
