//! The idempotency lock of inline mode: an event is forwarded by one request at a
//! time, and by none once a destination has it. A lock ends by itself: its holder may
//! be gone.

use serde::{Deserialize, Serialize};
use worker::{Response, Result};

use crate::{clock, delivery::InboxState, store};

/// What is asked of a lock, by the path of the request.
#[derive(Clone, Copy)]
pub(crate) enum LockOp {
    /// Acquire it.
    Acquire,
    /// Remember that a destination has the event.
    Commit,
    /// Release it.
    Release,
}

/// The lock that is meant.
#[derive(Serialize, Deserialize)]
pub(crate) struct Lock {
    /// The event's dedup key.
    pub(crate) key: String,
    /// When the lock ends, in milliseconds since the Unix epoch: that tells it from
    /// others of the same key. To acquire it, for how long.
    pub(crate) until: i64,
    /// How long a committed lock is remembered, in milliseconds.
    pub(crate) window: i64,
}

/// How a request finds or leaves a lock.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LockState {
    /// It is the asker's, until then.
    #[serde(rename = "until")]
    Acquired(i64),
    /// A destination has the event.
    Committed,
    /// Another request is forwarding the event.
    #[serde(rename = "under_way")]
    Held,
}

impl LockOp {
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Acquire => "/inline/claim",
            Self::Commit => "/inline/commit",
            Self::Release => "/inline/release",
        }
    }

    pub(super) fn from_path(path: &str) -> Option<Self> {
        [Self::Acquire, Self::Commit, Self::Release].into_iter().find(|op| op.path() == path)
    }
}

/// Does what is asked of a lock. There is no `await` in it, so no two requests acquire
/// the same lock.
pub(super) fn run(state: &InboxState, op: LockOp, json: &[u8]) -> Result<Response> {
    let Lock { key, until, window } = serde_json::from_slice(json)?;
    let now = clock::now();
    let left = match op {
        LockOp::Acquire => match state.store.acquire_lock(&key, now, until, window)? {
            store::LockState::Acquired(until) => LockState::Acquired(until),
            store::LockState::Committed => LockState::Committed,
            store::LockState::Held => LockState::Held,
        },
        LockOp::Commit => {
            state.store.commit_lock(&key, now)?;
            LockState::Committed
        }
        LockOp::Release => {
            state.store.release_lock(&key, until)?;
            LockState::Acquired(now)
        }
    };
    {
        let mut metrics = state.metrics.borrow_mut();
        match (op, &left) {
            (LockOp::Commit, _) => metrics.accepted += 1,
            (LockOp::Acquire, LockState::Committed) => metrics.duplicates += 1,
            _ => {}
        }
    }
    Response::from_json(&left)
}
