//! The Durable Object of an inbox, as the runtime calls it. `host/inbox.mjs` stands between
//! the two.

use std::{cell::RefCell, rc::Rc};

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::{group_commit::GroupCommit, idempotency_lock, routes};
use crate::delivery::InboxState;

/// The object of one inbox. Its state may outlive its requests.
#[durable_object]
pub struct InboxObject {
    pub(super) state: Rc<InboxState>,
    pub(super) group_commit: RefCell<GroupCommit>,
}

impl DurableObject for InboxObject {
    fn new(state: State, env: Env) -> Self {
        Self { state: Rc::new(InboxState::new(&state, env)), group_commit: RefCell::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        let question = request.bytes().await?;
        match idempotency_lock::LockOp::from_path(&path) {
            Some(op) => idempotency_lock::run(&self.state, op, &question),
            None => routes::answer(&self.state, &path, &question).await,
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.state.run_alarm().await;
        Response::empty()
    }
}
