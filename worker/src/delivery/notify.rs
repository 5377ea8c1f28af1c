//! How one request of an object tells another that there is something to do.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    task::{Poll, Waker},
};

/// Rung by many, heard by one.
#[derive(Default)]
pub struct Bell {
    is_rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Bell {
    /// Rings. It stays rung until it is heard.
    pub fn ring(&self) {
        self.is_rung.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Waits until it is rung.
    pub fn heard(&self) -> impl Future<Output = ()> {
        poll_fn(|context| {
            if self.is_rung.take() {
                return Poll::Ready(());
            }
            self.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, task::Context};

    use super::*;

    #[test]
    fn it_is_heard_once_before_and_after_it_is_waited_for() {
        let bell = Bell::default();
        let mut context = Context::from_waker(Waker::noop());
        let mut is_heard = || pin!(bell.heard()).poll(&mut context).is_ready();
        assert!(!is_heard());
        bell.ring();
        bell.ring();
        assert!(is_heard());
        assert!(!is_heard());
    }
}
