//! The inbox of a source, or of a part of it: a Durable Object that keeps its events, and sends
//! them on.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    time::Duration,
};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::{group_commit::Group, idempotency_lock};
use crate::{
    clock,
    delivery::{
        alarm::Pace, dispatcher::Traffic, next_wakeup::Horizon, notify::Bell, run_guard::Runs,
        send::Sender, timer::Timer,
    },
    log,
    metrics::inbox::Stats,
    store::Store,
};

/// The status that says an event was stored.
pub(crate) const ACCEPTED: u16 = 201;

/// The status that says an event was there already.
pub(crate) const DUPLICATE: u16 = 200;

/// The status that says that an event is not here, and will not be.
pub(crate) const CLAIMED: u16 = 202;

/// The status that says that an event's inbox is another.
pub(super) const MOVED: u16 = 409;

/// The status that says that nothing of the kind was sent.
pub(super) const NO_FRAME: u16 = 400;

/// The status that says that too much is waiting to be stored.
pub(super) const BUSY: u16 = 503;

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
    pub(super) inbox: Rc<Inbox>,
}

/// One inbox.
pub(crate) struct Inbox {
    pub(crate) env: Env,
    pub(crate) store: Store,
    /// What waits to be stored.
    pub(crate) group: RefCell<Group>,
    /// When the alarm is set for, as far as this instance knows.
    pub(crate) alarm: Cell<Option<i64>>,
    /// When there is something to do, as far as this instance knows.
    pub(crate) horizon: Horizon,
    pub(crate) runs: RefCell<Runs>,
    /// Tells the run that is alive that there is something new.
    pub(crate) bell: Bell,
    /// Fires for a run to give a sign of life.
    pub(crate) look_again: Timer,
    /// Fires for a run to settle what has ended.
    pub(crate) linger: Timer,
    pub(crate) sender: Sender,
    pub(crate) traffic: RefCell<Traffic>,
    /// Whether `traffic` knows what an earlier instance knew.
    pub(crate) is_restored: Cell<bool>,
    /// The destinations of which it was logged that they are not configured.
    pub(crate) unconfigured: RefCell<BTreeSet<String>>,
    pub(crate) stats: RefCell<Stats>,
    /// The name of the source, once it is known.
    pub(crate) source: RefCell<Option<String>>,
    /// How soon the next batch may be purged.
    pub(crate) purge_not_before: Cell<i64>,
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
        if let Some(wish) = idempotency_lock::Wish::of(&request.path()) {
            return self.inbox.claim(wish, &request.bytes().await?);
        }
        self.inbox.answer(request).await
    }

    /// Never fails: the runtime gives an alarm up after six failures.
    async fn alarm(&self) -> Result<Response> {
        // The runtime runs one alarm's handler at a time: a run that has not
        // ended by now is one that it has given up.
        let inbox = &self.inbox;
        let run = inbox.runs.borrow_mut().begin(clock::now());
        let result = inbox.deliver_due(run).await;
        if !inbox.runs.borrow_mut().is_current(run, clock::now()) {
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
