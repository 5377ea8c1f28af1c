//! What the requests of an inbox and its deliveries share.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    time::Duration,
};

use worker::{Env, Result, State, Storage};

use super::{
    dispatcher::Dispatcher, next_wakeup::NextWakeup, notify::Notify, run_guard::RunGuard,
    send::Sender, timer::Timer,
};
use crate::{
    config::{self, retention::Retention},
    metrics::inbox::InboxMetrics,
    store::{DurableDatabase, Store},
};

/// How often a run gives a sign of life, at least.
const HEARTBEAT: Duration = Duration::from_millis(200);

/// How long an attempt that has ended waits for others to end, at most.
const LINGER: Duration = Duration::from_millis(1);

/// The state of one inbox. It may outlive the requests that use it.
pub(crate) struct InboxState {
    pub(crate) env: Env,
    pub(crate) storage: Storage,
    pub(crate) store: Store,
    pub(crate) metrics: RefCell<InboxMetrics>,
    pub(crate) dispatcher: RefCell<Dispatcher>,
    pub(crate) next_wakeup: NextWakeup,
    pub(crate) run_guard: RefCell<RunGuard>,
    /// Tells the run that is alive that there is something new.
    pub(super) news: Notify,
    pub(super) heartbeat: Timer,
    pub(super) linger: Timer,
    pub(super) sender: Sender,
    /// The time that the alarm is set to, as far as this instance knows.
    pub(super) alarm: Cell<Option<i64>>,
    /// The destinations of which it was logged that they are not configured.
    pub(super) unconfigured: RefCell<BTreeSet<String>>,
    /// The earliest time of the next sweep's batch.
    pub(crate) sweep_not_before: Cell<i64>,
    /// Whether the dispatcher knows the circuit breakers of an earlier instance.
    is_restored: Cell<bool>,
    /// The name of the source, once it is known.
    source: RefCell<Option<String>>,
}

impl InboxState {
    pub(crate) fn new(state: &State, env: Env) -> Self {
        Self {
            env,
            storage: state.storage(),
            store: Store::new(Box::new(DurableDatabase::new(state))),
            metrics: RefCell::default(),
            dispatcher: RefCell::default(),
            next_wakeup: NextWakeup::default(),
            run_guard: RefCell::default(),
            news: Notify::default(),
            heartbeat: Timer::new(HEARTBEAT),
            linger: Timer::new(LINGER),
            sender: Sender::new(),
            alarm: Cell::default(),
            unconfigured: RefCell::default(),
            sweep_not_before: Cell::default(),
            is_restored: Cell::default(),
            source: RefCell::default(),
        }
    }

    /// Restores, once, the circuit breakers that an earlier instance left open.
    pub(crate) fn restore(&self) -> Result<()> {
        if !self.is_restored.get() {
            self.dispatcher.borrow_mut().restore(self.store.open_breakers()?);
            self.is_restored.set(true);
        }
        Ok(())
    }

    /// How long the source of this inbox keeps what.
    pub(crate) fn retention(&self) -> Result<Retention> {
        let mut source = self.source.borrow_mut();
        if source.is_none() {
            *source = self.store.source()?;
        }
        let config = config::load(&self.env);
        let configured = source.as_ref().and_then(|name| config.as_ref()?.source(name));
        Ok(configured.map_or_else(Retention::default, |source| source.retention))
    }
}
