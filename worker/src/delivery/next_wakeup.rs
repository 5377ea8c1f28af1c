//! When there is something to do next, for as long as that is known without a
//! look at the tables. A look takes several queries, and one at each acceptance
//! would mostly find what the one before it found.

use std::cell::Cell;

/// Later than anything is.
const NEVER: i64 = i64::MAX;

/// What the last look found, and what came since; none where that is not known.
/// Times are in milliseconds since the Unix epoch.
#[derive(Default)]
pub struct Horizon(Cell<Option<i64>>);

impl Horizon {
    /// When there is something to do next, if ever. Looks where it has to.
    ///
    /// # Errors
    ///
    /// Where the look fails.
    pub fn next<E>(&self, look: impl FnOnce() -> Result<Option<i64>, E>) -> Result<Option<i64>, E> {
        let at = match self.0.get() {
            Some(at) => at,
            None => look()?.unwrap_or(NEVER),
        };
        self.0.set(Some(at));
        Ok(Some(at).filter(|at| *at < NEVER))
    }

    /// Something more is to be done, at this time.
    pub fn add(&self, at: i64) {
        self.0.set(self.0.get().map(|next| next.min(at)));
    }

    /// Something may have to be done earlier: the next one who asks has to look.
    pub fn forget(&self) {
        self.0.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(horizon: &Horizon) -> Option<i64> {
        horizon.next(|| Err(())).ok().flatten()
    }

    #[test]
    fn it_looks_once_and_then_goes_by_what_comes() {
        let horizon = Horizon::default();
        assert_eq!(horizon.next(|| Ok::<_, ()>(Some(5))), Ok(Some(5)));
        horizon.add(7);
        assert_eq!(known(&horizon), Some(5));
        horizon.add(3);
        assert_eq!(known(&horizon), Some(3));
    }

    #[test]
    fn to_find_nothing_is_to_know() {
        let horizon = Horizon::default();
        assert_eq!(horizon.next(|| Ok::<_, ()>(None)), Ok(None));
        assert_eq!(horizon.next(|| Err(())), Ok(None));
        horizon.add(9);
        assert_eq!(known(&horizon), Some(9));
    }

    #[test]
    fn what_comes_before_a_look_does_not_replace_it() {
        let horizon = Horizon::default();
        horizon.add(9);
        assert_eq!(horizon.next(|| Ok::<_, ()>(Some(5))), Ok(Some(5)));
        horizon.forget();
        horizon.add(9);
        assert_eq!(horizon.next(|| Err(())), Err(()));
        assert_eq!(horizon.next(|| Ok::<_, ()>(Some(1))), Ok(Some(1)));
    }
}
