//! Timers of an object. They are never cancelled: the runtime keeps a part of a
//! cancelled timer for as long as the object lives.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};

use wasm_bindgen::prelude::{Closure, wasm_bindgen};

/// A timer that is set when somebody waits for it, and fires even if nobody
/// waits any more.
pub(crate) struct Timer {
    ms: u32,
    state: Rc<State>,
    fire: Closure<dyn Fn()>,
}

#[derive(Default)]
struct State {
    is_set: Cell<bool>,
    waker: Cell<Option<Waker>>,
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
            if let Some(waker) = fired.waker.take() {
                waker.wake();
            }
        });
        Self { ms: u32::try_from(after.as_millis()).unwrap_or(u32::MAX), state, fire }
    }

    /// Waits until the timer fires. It does so early where it still runs for an
    /// earlier wait.
    pub(crate) fn fires(&self) -> impl Future<Output = ()> {
        if !self.state.is_set.replace(true) {
            set_timeout(&self.fire, self.ms);
        }
        poll_fn(|context| {
            if !self.state.is_set.get() {
                return Poll::Ready(());
            }
            self.state.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
    }
}
