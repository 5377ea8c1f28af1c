//! Sends what is due, as much of it at once as traffic allows.

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

use super::{alarm::Pace, attempt::Tried, concurrency_limiter::CONNECTIONS, run_guard::Run};
use crate::{
    clock,
    config::{self, Destination, Filter},
    inbox::Inbox,
    log::Line,
    store::{DueDelivery, queue_head::Head},
};

/// Deliveries are begun for so long in one run of the alarm, whose limit is 15
/// minutes; the rest is the next run's.
const LONGEST_RUN_MS: i64 = 5 * 60 * 1000;

/// What a lease is longer than the attempt that it covers.
const LEASE_MARGIN_MS: i64 = 10_000;

impl Inbox {
    /// Sends everything that is due, until nothing is.
    pub(crate) async fn deliver_due(&self, run: Run) -> Result<Pace> {
        let started = clock::now();
        self.restore()?;
        let Some(filter) = config::filter(&self.env) else {
            return Ok(Pace::Slow);
        };

        let mut attempts = FuturesUnordered::new();
        let mut has_watchdog = false;
        loop {
            let now = clock::now();
            let is_current = self.runs.borrow_mut().is_current(run, now);
            if is_current && now - started < LONGEST_RUN_MS {
                self.traffic.borrow_mut().expire(now);
                self.purge_due(now)?;
                let mut heads = self.configured_heads(&filter)?;
                let mut due = BTreeMap::new();
                while let Some((delivery, destination)) =
                    self.next(&filter, &mut heads, &mut due, now)?
                {
                    if !has_watchdog {
                        self.set_watchdog(now)?;
                        has_watchdog = true;
                    }
                    attempts.push(self.begin(delivery, destination, now)?);
                }
            }
            let bell = pin!(self.bell.heard());
            let timer = pin!(self.look_again.fires());
            match select(attempts.next(), select(bell, timer)).await {
                Either::Left((None, _)) => return Ok(Pace::Due),
                Either::Left((Some(first), _)) => {
                    // Where there are others, some of them end at about the same
                    // time. All are settled, and the next begun, by one commit.
                    let mut ended = vec![first];
                    if !attempts.is_empty() {
                        let rest = attempts.by_ref().take_until(self.linger.fires());
                        ended.extend(rest.collect::<Vec<_>>().await);
                    }
                    ended.into_iter().try_for_each(|tried| self.conclude(tried))?;
                }
                Either::Right(_) => {}
            }
        }
    }

    /// Restores, once, the breakers that an earlier instance left open.
    pub(crate) fn restore(&self) -> Result<()> {
        if !self.is_restored.get() {
            self.traffic.borrow_mut().restore(self.store.open_breakers()?);
            self.is_restored.set(true);
        }
        Ok(())
    }

    /// What waits for destinations that are configured. What waits for another
    /// is an operator's mistake, costs no attempt and no row, and is logged.
    fn configured_heads(&self, filter: &Filter) -> Result<Vec<Head>> {
        let mut heads = self.store.heads()?;
        heads.retain(|head| {
            let is_configured = filter.destination(&head.destination).is_some();
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

    /// The delivery that is begun next. A head of which nothing is left but
    /// what is under way is taken away. `due` keeps, by destination, what was
    /// read for the one before and not begun.
    fn next<'a>(
        &self,
        filter: &'a Filter,
        heads: &mut Vec<Head>,
        due: &mut BTreeMap<String, VecDeque<DueDelivery>>,
        now: i64,
    ) -> Result<Option<(DueDelivery, &'a Destination)>> {
        let traffic = self.traffic.borrow();
        while let Some(name) = traffic.next(heads, now) {
            let waiting = match due.entry(name.to_owned()) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    // Of those that have been due the longest, some are under
                    // way: never more than there are connections.
                    let mut waiting = self.store.due(name, now, 2 * CONNECTIONS)?;
                    waiting.retain(|it| !traffic.is_under_way(name, &it.key));
                    entry.insert(waiting.into())
                }
            };
            let delivery = waiting.pop_front();
            if let (Some(delivery), Some(destination)) = (delivery, filter.destination(name)) {
                return Ok(Some((delivery, destination)));
            }
            let name = name.to_owned();
            heads.retain(|head| head.destination != name);
        }
        Ok(None)
    }

    /// Leases a delivery, and makes one attempt at it.
    fn begin<'a>(
        &'a self,
        delivery: DueDelivery,
        destination: &'a Destination,
        now: i64,
    ) -> Result<impl Future<Output = Tried<'a>> + 'a> {
        self.store.lease(&delivery)?;
        let timeout_ms = i64::try_from(destination.timeout.as_millis()).unwrap_or(i64::MAX);
        let until = now.saturating_add(timeout_ms).saturating_add(LEASE_MARGIN_MS);
        let is_probe = self.traffic.borrow_mut().begin(&delivery.destination, &delivery.key, until);
        Ok(self.attempt(delivery, destination, is_probe, now))
    }
}
