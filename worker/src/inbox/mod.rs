//! The inbox of a source, or of a part of it: a Durable Object that keeps its events, and sends
//! them on.

mod alarm;
mod attempt;
pub(crate) mod claim;
mod delivery;
mod intake;
mod purge;
mod routes;
pub(crate) mod send;
mod store;
mod timer;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    time::Duration,
};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use self::{alarm::Pace, send::Sender, store::Store, timer::Timer};
use crate::{
    bell::Bell, group::Group, horizon::Horizon, log, runs::Runs, runtime, stats::Stats,
    traffic::Traffic,
};

/// The status that says an event was stored.
pub(crate) const ACCEPTED: u16 = 201;

/// The status that says an event was there already.
pub(crate) const DUPLICATE: u16 = 200;

/// The status that says that an event is not here, and will not be.
pub(crate) const CLAIMED: u16 = 202;

/// The status that says that an event's inbox is another.
const MOVED: u16 = 409;

/// The status that says that nothing of the kind was sent.
const NO_FRAME: u16 = 400;

/// The status that says that too much is waiting to be stored.
const BUSY: u16 = 503;

/// How often a run gives a sign of life, at least.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// How long an attempt that has ended waits for others to end, at most.
const LINGER: Duration = Duration::from_millis(1);

/// The name of a source's inbox.
pub(crate) fn name(source: &str, shard: u32) -> String {
    format!("{source}/{shard}")
}

/// The object that the runtime knows. The inbox may outlive its requests.
#[durable_object]
pub struct InboxObject {
    inbox: Rc<Inbox>,
}

/// One inbox.
struct Inbox {
    env: Env,
    store: Store,
    /// What waits to be stored.
    group: RefCell<Group>,
    /// When the alarm is set for, as far as this instance knows.
    alarm: Cell<Option<i64>>,
    /// When there is something to do, as far as this instance knows.
    horizon: Horizon,
    runs: RefCell<Runs>,
    /// Tells the run that is alive that there is something new.
    bell: Bell,
    /// Fires for a run to give a sign of life.
    look_again: Timer,
    /// Fires for a run to settle what has ended.
    linger: Timer,
    sender: Sender,
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

impl DurableObject for InboxObject {
    fn new(state: State, env: Env) -> Self {
        let inbox = Rc::new(Inbox {
            env,
            store: Store::new(&state),
            group: RefCell::default(),
            alarm: Cell::default(),
            horizon: Horizon::default(),
            runs: RefCell::default(),
            bell: Bell::default(),
            look_again: Timer::new(LOOK_AGAIN),
            linger: Timer::new(LINGER),
            sender: Sender::new(),
            traffic: RefCell::default(),
            is_restored: Cell::default(),
            unconfigured: RefCell::default(),
            stats: RefCell::default(),
            source: RefCell::default(),
            purge_not_before: Cell::default(),
        });
        Self { inbox }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if let Some(wish) = claim::Wish::of(&request.path()) {
            return self.inbox.claim(wish, &request.bytes().await?);
        }
        self.inbox.answer(request).await
    }

    /// Never fails: the runtime gives an alarm up after six failures.
    async fn alarm(&self) -> Result<Response> {
        // The runtime runs one alarm's handler at a time: a run that has not
        // ended by now is one that it has given up.
        let inbox = &self.inbox;
        let run = inbox.runs.borrow_mut().begin(runtime::now());
        let result = inbox.deliver_due(run).await;
        if !inbox.runs.borrow_mut().is_current(run, runtime::now()) {
            return Response::empty();
        }
        if let Err(error) = result.and_then(|pace| inbox.end_run(pace)) {
            log::interrupted(&error);
            // If even this fails, the next request finds no alarm, and sets one.
            if let Err(error) = inbox.end_run(Pace::Slow) {
                log::interrupted(&error);
            }
        }
        Response::empty()
    }
}
