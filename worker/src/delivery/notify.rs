//! Wakes one task of an object from another.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    task::{Poll, Waker},
};

/// A notification that many may send, and one task waits for.
#[derive(Default)]
pub struct Notify {
    is_pending: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Notify {
    /// Notifies the task that waits, or else the next one that will.
    pub fn notify_one(&self) {
        self.is_pending.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Waits for a notification. Whoever waited last is woken.
    pub fn notified(&self) -> impl Future<Output = ()> {
        poll_fn(|context| {
            if self.is_pending.take() {
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
    fn notified_is_ready_once_whether_it_waited_before_or_after() {
        let notify = Notify::default();
        let mut context = Context::from_waker(Waker::noop());
        let mut notified = pin!(notify.notified());
        assert!(notified.as_mut().poll(&mut context).is_pending());
        notify.notify_one();
        notify.notify_one();
        assert!(notified.as_mut().poll(&mut context).is_ready());
        let mut again = pin!(notify.notified());
        assert!(again.as_mut().poll(&mut context).is_pending());
        notify.notify_one();
        assert!(pin!(notify.notified()).as_mut().poll(&mut context).is_ready());
    }
}
