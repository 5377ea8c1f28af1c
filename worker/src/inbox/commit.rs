//! How events are stored: all that came together by one commit, which is one
//! sync of the disk however many they are.
//!
//! They wait for it in `host/inbox.mjs`, which asks here who sees to them, and hands
//! them over together.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Result;

use super::{
    group_commit::Role,
    object::{ACCEPTED, BUSY, CLAIMED, DUPLICATE, Inbox, InboxObject, MOVED, NO_FRAME},
};
use crate::{
    clock,
    store::{Acceptance, Arrival, Wish},
};

#[wasm_bindgen]
impl InboxObject {
    /// Lets an event of a size wait to be stored. Says what whoever brought it
    /// has to do, or with which status it is refused.
    pub fn enqueue(&self, size: usize) -> JsValue {
        match self.inbox.group.borrow_mut().enqueue(size, clock::now()) {
            Some(Role::FlushNow) => "flush_now".into(),
            Some(Role::Lead) => "lead".into(),
            Some(Role::Follow) => "follow".into(),
            None => BUSY.into(),
        }
    }

    /// Stores the events of these frames, or sees to it that they are not here:
    /// those that are claims. Gives the promise of an alarm, where there is
    /// one to wait for, and for each frame the answer's status or an error.
    pub fn commit_batch(&self, frames: Vec<Uint8Array>, claims: &[u8]) -> Vec<JsValue> {
        let inbox = &self.inbox;
        inbox.group.borrow_mut().begin_commit();
        let arrivals: Vec<_> = frames
            .iter()
            .zip(claims)
            .map(|(frame, is_claim)| {
                let wish = if *is_claim == 0 { Wish::Accept } else { Wish::Claim };
                Arrival::read(wish, frame.to_vec())
            })
            .collect();

        // All of it is one turn: what is written in it is committed together.
        // A duplicate looks after the alarm too: what it repeats may be waiting
        // for one that was lost.
        let results = inbox.store.bring(&arrivals.iter().flatten().collect::<Vec<_>>());
        {
            let mut stats = inbox.stats.borrow_mut();
            let count =
                |wanted| results.iter().flatten().filter(|it| **it == wanted).count() as u64;
            stats.accepted += count(Acceptance::New);
            stats.duplicates += count(Acceptance::Duplicate);
        }
        let brought = arrivals.iter().flatten().zip(&results);
        let alarm = match inbox.expect(brought).and_then(|()| inbox.wake(clock::now())) {
            Ok(alarm) => alarm.map_or(JsValue::UNDEFINED, JsValue::from),
            Err(error) => {
                inbox.horizon.forget();
                js_sys::Promise::reject(&error.into()).into()
            }
        };
        let mut results = results.into_iter();
        let answers =
            arrivals.iter().map(|arrival| match arrival.as_ref().and_then(|_| results.next()) {
                None => NO_FRAME.into(),
                Some(Ok(Acceptance::New)) => ACCEPTED.into(),
                Some(Ok(Acceptance::Duplicate)) => DUPLICATE.into(),
                Some(Ok(Acceptance::Claimed)) => CLAIMED.into(),
                Some(Ok(Acceptance::Moved)) => MOVED.into(),
                Some(Err(error)) => error.to_string().into(),
            });
        std::iter::once(alarm).chain(answers).collect()
    }

    /// What was brought is on disk.
    pub fn mark_durable(&self) {
        self.inbox.group.borrow_mut().mark_durable(clock::now());
    }
}

impl Inbox {
    /// Learns what there will be to do about what was brought. When something
    /// can be sent depends on its destination too: that takes a look.
    fn expect<'a>(
        &self,
        brought: impl Iterator<Item = (&'a Arrival, &'a Result<Acceptance>)>,
    ) -> Result<()> {
        let payload_age = self.retention()?.payload_age();
        let soonest = self.purge_not_before.get();
        for (arrival, result) in brought {
            match result {
                Ok(Acceptance::Duplicate | Acceptance::Moved) => {}
                Ok(Acceptance::New | Acceptance::Claimed) if arrival.is_kept_only() => {
                    let purge_at = arrival.received_at().saturating_add(payload_age);
                    self.horizon.add(purge_at.max(soonest));
                }
                _ => self.horizon.forget(),
            }
        }
        Ok(())
    }
}
