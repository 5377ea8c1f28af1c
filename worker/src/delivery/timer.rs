//! Timers of an object. They are never cancelled: the runtime keeps a part of a
//! cancelled timer for as long as the object lives.

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};

use wasm_bindgen::prelude::{Closure, wasm_bindgen};

/// A timer that is set when a task waits for it, and fires even if none waits any
/// more.
pub(crate) struct Timer {
    ms: u32,
    state: Rc<State>,
    fire: Closure<dyn Fn()>,
}

#[derive(Default)]
struct State {
    is_set: Cell<bool>,
    /// Of all that wait: a run that was given up may wait beside the present one.
    wakers: RefCell<Vec<Waker>>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Closure<dyn Fn()>, ms: u32);
}

impl Timer {
    pub(crate) fn new(after: Duration) -> Self {
        let state = Rc::new(State::default());
        let fired = Rc::clone(&state);
        let fire = Closure::new(move || {
            fired.is_set.set(false);
            // None of them runs in here: a task that is woken is polled later.
            fired.wakers.take().into_iter().for_each(Waker::wake);
        });
        Self { ms: u32::try_from(after.as_millis()).unwrap_or(u32::MAX), state, fire }
    }

    /// Waits until the timer fires, which is earlier than its time where it still runs
    /// for an earlier wait.
    pub(crate) fn fires(&self) -> impl Future<Output = ()> {
        if !self.state.is_set.replace(true) {
            set_timeout(&self.fire, self.ms);
        }
        poll_fn(|context| {
            if !self.state.is_set.get() {
                return Poll::Ready(());
            }
            let mut wakers = self.state.wakers.borrow_mut();
            if !wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
    }
}
