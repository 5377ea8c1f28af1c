//! The cached time of the next wake-up. Finding it takes several queries, and one at
//! each commit would mostly find what the one before it found.

use std::cell::Cell;

/// Later than anything is.
const NEVER: i64 = i64::MAX;

/// When there is something to do next, in milliseconds since the Unix epoch; none
/// where that is not known.
#[derive(Default)]
pub struct NextWakeup(Cell<Option<i64>>);

impl NextWakeup {
    /// When there is something to do next, if ever. Queries where it is not known.
    ///
    /// # Errors
    ///
    /// That of the query.
    pub fn get<E>(&self, query: impl FnOnce() -> Result<Option<i64>, E>) -> Result<Option<i64>, E> {
        let at = match self.0.get() {
            Some(at) => at,
            None => query()?.unwrap_or(NEVER),
        };
        self.0.set(Some(at));
        Ok(Some(at).filter(|at| *at < NEVER))
    }

    /// Something more is to be done, at this time.
    pub fn add(&self, at: i64) {
        self.0.set(self.0.get().map(|next| next.min(at)));
    }

    /// Something may have to be done earlier: the next `get` queries.
    pub fn invalidate(&self) {
        self.0.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cached(wakeup: &NextWakeup) -> Option<i64> {
        wakeup.get(|| Err(())).ok().flatten()
    }

    #[test]
    fn a_known_time_is_not_queried_and_becomes_earlier_by_add_alone() {
        let wakeup = NextWakeup::default();
        assert_eq!(wakeup.get(|| Ok::<_, ()>(Some(5))), Ok(Some(5)));
        wakeup.add(7);
        assert_eq!(cached(&wakeup), Some(5));
        wakeup.add(3);
        assert_eq!(cached(&wakeup), Some(3));
    }

    #[test]
    fn a_query_that_finds_nothing_is_cached_too() {
        let wakeup = NextWakeup::default();
        assert_eq!(wakeup.get(|| Ok::<_, ()>(None)), Ok(None));
        assert_eq!(wakeup.get(|| Err(())), Ok(None));
        wakeup.add(9);
        assert_eq!(cached(&wakeup), Some(9));
    }

    #[test]
    fn add_to_an_unknown_time_does_not_replace_the_query() {
        let wakeup = NextWakeup::default();
        wakeup.add(9);
        assert_eq!(wakeup.get(|| Ok::<_, ()>(Some(5))), Ok(Some(5)));
        wakeup.invalidate();
        wakeup.add(9);
        assert_eq!(wakeup.get(|| Err(())), Err(()));
        assert_eq!(wakeup.get(|| Ok::<_, ()>(Some(1))), Ok(Some(1)));
    }
}
