//! How events are stored: all that came together by one commit, which is one
//! sync of the disk however many they are.

use std::{rc::Rc, time::Duration};

use futures_channel::oneshot::{Sender, channel};
use worker::{Delay, Result};

use super::{
    Inbox, InboxObject,
    store::{Acceptance, Arrival},
};
use crate::{group::Joined, runtime};

/// An event that waits to be stored, and who waits to hear of it.
pub(super) struct Waiting {
    arrival: Arrival,
    told: Sender<Result<Acceptance>>,
}

impl InboxObject {
    /// Stores an event together with what else comes now. None where too much
    /// is waiting.
    pub(super) async fn store(&self, arrival: Arrival) -> Result<Option<Acceptance>> {
        let (told, hears) = channel();
        let size = arrival.size();
        let waiting = Waiting { arrival, told };
        let joined = self.inbox.waiting.borrow_mut().join(waiting, size, runtime::now());
        let Some(joined) = joined else {
            return Ok(None);
        };
        if joined != Joined::Another {
            // On its own, and not for whoever came first, who may hang up.
            let inbox = Rc::clone(&self.inbox);
            self.state.wait_until(async move {
                if joined == Joined::First {
                    // What is ready to be read by now is read before a timer fires.
                    Delay::from(Duration::ZERO).await;
                }
                inbox.store_waiting().await;
            });
        }
        hears.await.map_err(|_| "the inbox gave the event up")?.map(Some)
    }
}

impl Inbox {
    /// Stores what waits, and tells who waits for it.
    async fn store_waiting(&self) {
        let group = self.waiting.borrow_mut().take();
        let arrivals: Vec<_> = group.iter().map(|waiting| &waiting.arrival).collect();

        // No `await` from here to the alarm's: what is written without one in
        // between is committed together. A duplicate looks after the alarm
        // too: what it repeats may be waiting for one that was lost.
        let results = self.store.bring(&arrivals);
        {
            let mut stats = self.stats.borrow_mut();
            let count =
                |wanted| results.iter().flatten().filter(|it| **it == wanted).count() as u64;
            stats.accepted += count(Acceptance::New);
            stats.duplicates += count(Acceptance::Duplicate);
        }
        let alarm = match self.wake(runtime::now()) {
            Ok(Some(alarm)) => alarm.await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        for (waiting, result) in group.into_iter().zip(results) {
            let result = match &alarm {
                Ok(()) => result,
                Err(error) => Err(error.to_string().into()),
            };
            // Whoever hung up does not hear it.
            let _ = waiting.told.send(result);
        }
        self.store.synced().await;
        self.waiting.borrow_mut().stored(runtime::now());
    }
}
