//! The delivery loop: sends what is due, as much of it at once as the dispatcher
//! allows.

use std::{
    collections::{BTreeMap, VecDeque, btree_map::Entry},
    future::Future,
    pin::pin,
};

use futures_util::{
    StreamExt as _,
    future::{Either, select},
    stream::FuturesUnordered,
};
use worker::Result;

use super::{
    alarm::Reschedule, attempt::FinishedAttempt, concurrency_limiter::CONNECTIONS,
    inbox_state::InboxState, run_guard::RunEpoch,
};
use crate::{
    clock,
    config::{self, Config, Destination},
    log::{self, Line},
    store::{DueDelivery, QueueHead},
};

/// How long one run begins deliveries. The runtime's limit is 15 minutes.
const MAX_RUN_MS: i64 = 5 * 60 * 1000;

/// How much longer a lease is than the attempt that it covers.
const LEASE_MARGIN_MS: i64 = 10_000;

impl InboxState {
    /// Runs the delivery loop for an alarm. Never fails: the runtime gives an alarm up
    /// after six failures.
    pub(crate) async fn run_alarm(&self) {
        // The runtime runs one alarm's handler at a time: a run that has not ended by
        // now is one that it has given up.
        let run = self.run_guard.borrow_mut().begin(clock::now());
        let result = self.deliver_due(run).await;
        if !self.run_guard.borrow_mut().is_current(run, clock::now()) {
            return;
        }
        if let Err(error) = result.and_then(|reschedule| self.end_run(reschedule)) {
            log::interrupted(&error);
            // If even this fails, the next request finds no alarm, and sets one.
            if let Err(error) = self.end_run(Reschedule::BackOff) {
                log::interrupted(&error);
            }
        }
    }

    /// Sends everything that is due, until nothing is.
    async fn deliver_due(&self, run: RunEpoch) -> Result<Reschedule> {
        let started = clock::now();
        self.restore()?;
        let Some(config) = config::load(&self.env) else {
            return Ok(Reschedule::BackOff);
        };

        let mut attempts = FuturesUnordered::new();
        let mut has_watchdog = false;
        loop {
            let now = clock::now();
            let is_current = self.run_guard.borrow_mut().is_current(run, now);
            if is_current && now - started < MAX_RUN_MS {
                self.dispatcher.borrow_mut().expire(now);
                self.sweep_due(now)?;
                let mut heads = self.configured_heads(&config)?;
                let mut due = BTreeMap::new();
                while let Some((delivery, destination)) =
                    self.next(&config, &mut heads, &mut due, now)?
                {
                    if !has_watchdog {
                        self.set_watchdog(now)?;
                        has_watchdog = true;
                    }
                    attempts.push(self.begin(delivery, destination, now)?);
                }
            }
            let news = pin!(self.news.notified());
            let heartbeat = pin!(self.heartbeat.fires());
            match select(attempts.next(), select(news, heartbeat)).await {
                Either::Left((None, _)) => return Ok(Reschedule::WhenDue),
                Either::Left((Some(first), _)) => {
                    // Of the others, some end at about the same time. All are recorded,
                    // and the next begun, by one commit.
                    let mut finished = vec![first];
                    if !attempts.is_empty() {
                        let rest = attempts.by_ref().take_until(self.linger.fires());
                        finished.extend(rest.collect::<Vec<_>>().await);
                    }
                    finished.into_iter().try_for_each(|attempt| self.record_attempt(attempt))?;
                }
                Either::Right(_) => {}
            }
        }
    }

    /// The queue heads of destinations that are configured. A head of another one is an
    /// operator's mistake: it costs no attempt and no row, and is logged.
    fn configured_heads(&self, config: &Config) -> Result<Vec<QueueHead>> {
        let mut heads = self.store.queue_heads()?;
        heads.retain(|head| {
            let is_configured = config.destination(&head.destination).is_some();
            if !is_configured && self.unconfigured.borrow_mut().insert(head.destination.clone()) {
                Line {
                    at: "delivery",
                    outcome: "waiting",
                    destination: Some(&head.destination),
                    detail: Some("the destination is not configured"),
                    ..Line::default()
                }
                .print();
            }
            is_configured
        });
        Ok(heads)
    }

    /// The delivery that is begun next. A head is taken away when all that is due of it
    /// is in flight. `due` keeps, by destination, what was read and not begun.
    fn next<'a>(
        &self,
        config: &'a Config,
        heads: &mut Vec<QueueHead>,
        due: &mut BTreeMap<String, VecDeque<DueDelivery>>,
        now: i64,
    ) -> Result<Option<(DueDelivery, &'a Destination)>> {
        let dispatcher = self.dispatcher.borrow();
        while let Some(name) = dispatcher.next(heads, now) {
            let waiting = match due.entry(name.to_owned()) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    // Of those that have been due the longest, some are in flight:
                    // never more than there are connections.
                    let mut waiting = self.store.due(name, now, 2 * CONNECTIONS)?;
                    waiting.retain(|it| !dispatcher.is_in_flight(name, &it.key));
                    entry.insert(waiting.into())
                }
            };
            let delivery = waiting.pop_front();
            if let (Some(delivery), Some(destination)) = (delivery, config.destination(name)) {
                return Ok(Some((delivery, destination)));
            }
            let name = name.to_owned();
            heads.retain(|head| head.destination != name);
        }
        Ok(None)
    }

    /// Marks a delivery as sending, and makes an attempt at it.
    fn begin<'a>(
        &'a self,
        delivery: DueDelivery,
        destination: &'a Destination,
        now: i64,
    ) -> Result<impl Future<Output = FinishedAttempt<'a>> + 'a> {
        self.store.mark_sending(&delivery)?;
        let timeout_ms = i64::try_from(destination.timeout.as_millis()).unwrap_or(i64::MAX);
        let until = now.saturating_add(timeout_ms).saturating_add(LEASE_MARGIN_MS);
        let mut dispatcher = self.dispatcher.borrow_mut();
        let is_probe = dispatcher.begin_attempt(&delivery.destination, &delivery.key, until);
        Ok(self.attempt(delivery, destination, is_probe, now))
    }
}
