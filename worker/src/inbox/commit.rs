//! Group commit: events that come together are stored by one sync of the disk,
//! however many they are. They wait for it in `host/inbox.mjs`, which may outlive the
//! WebAssembly.

use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Result;

use super::{
    group_commit::Role,
    object::InboxObject,
    status::{BUSY, DUPLICATE, INSERTED, MALFORMED, TOMBSTONED, WRONG_SHARD},
};
use crate::{
    clock,
    delivery::InboxState,
    store::{self, StoreOp, StoreRequest, StoreResult},
};

#[wasm_bindgen]
impl InboxObject {
    /// Adds an event of a size to the group. Says which role its request has, or with
    /// which status it is refused.
    pub fn enqueue(&self, size: usize) -> JsValue {
        match self.group_commit.borrow_mut().enqueue(size, clock::now()) {
            Some(Role::FlushNow) => "flush_now".into(),
            Some(Role::Lead) => "lead".into(),
            Some(Role::Follow) => "follow".into(),
            None => BUSY.into(),
        }
    }

    /// Stores the events of these frames, or tombstones for those that are claims. Gives
    /// the promise of an alarm, where there is one to wait for, and for each frame the
    /// status of its response or an error.
    pub fn commit_batch(&self, frames: Vec<Uint8Array>, claims: &[u8]) -> Vec<JsValue> {
        self.group_commit.borrow_mut().begin_commit();
        let requests: Vec<_> = frames
            .iter()
            .zip(claims)
            .map(|(frame, is_claim)| {
                let op = if *is_claim == 0 { StoreOp::Insert } else { StoreOp::Tombstone };
                StoreRequest::decode(op, frame.to_vec())
            })
            .collect();

        // All of it is one turn: what is written in it is committed together.
        let state = &self.state;
        let results = state.store.commit(&requests.iter().flatten().collect::<Vec<_>>());
        {
            let mut metrics = state.metrics.borrow_mut();
            let count =
                |wanted| results.iter().flatten().filter(|it| **it == wanted).count() as u64;
            metrics.accepted += count(StoreResult::Inserted);
            metrics.duplicates += count(StoreResult::Duplicate);
        }
        // A duplicate wakes the delivery loop, too: the alarm of what it repeats may be
        // lost.
        let stored = requests.iter().flatten().zip(&results);
        let alarm = match expect(state, stored).and_then(|()| state.wake(clock::now())) {
            Ok(alarm) => alarm.map_or(JsValue::UNDEFINED, JsValue::from),
            Err(error) => {
                state.next_wakeup.invalidate();
                js_sys::Promise::reject(&error.into()).into()
            }
        };
        let mut results = results.into_iter();
        let responses =
            requests.iter().map(|request| match request.as_ref().and_then(|_| results.next()) {
                None => MALFORMED.into(),
                Some(Ok(StoreResult::Inserted)) => INSERTED.into(),
                Some(Ok(StoreResult::Duplicate)) => DUPLICATE.into(),
                Some(Ok(StoreResult::Tombstoned)) => TOMBSTONED.into(),
                Some(Ok(StoreResult::WrongShard)) => WRONG_SHARD.into(),
                Some(Err(error)) => error.to_string().into(),
            });
        std::iter::once(alarm).chain(responses).collect()
    }

    /// The batch that was committed last is on disk.
    pub fn mark_durable(&self) {
        self.group_commit.borrow_mut().mark_durable(clock::now());
    }
}

/// Updates the next wake-up by what was stored. When something can be sent depends on
/// its destination too: that takes a query.
fn expect<'a>(
    state: &InboxState,
    stored: impl Iterator<Item = (&'a StoreRequest, &'a store::Result<StoreResult>)>,
) -> Result<()> {
    let payload_age = state.retention()?.payload_age();
    let earliest = state.sweep_not_before.get();
    for (request, result) in stored {
        match result {
            Ok(StoreResult::Duplicate | StoreResult::WrongShard) => {}
            Ok(StoreResult::Inserted | StoreResult::Tombstoned) if request.has_no_deliveries() => {
                let sweep_at = request.received_at().saturating_add(payload_age);
                state.next_wakeup.add(sweep_at.max(earliest));
            }
            _ => state.next_wakeup.invalidate(),
        }
    }
    Ok(())
}
