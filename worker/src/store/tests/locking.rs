//! Idempotency locks.

use super::{NOW, store};
use crate::store::{LockState, Result};

const LEASE_MS: i64 = 30_000;
const WINDOW_MS: i64 = 86_400_000;

#[test]
fn a_held_lock_is_acquired_by_nobody_else_until_it_ends() -> Result<()> {
    let (store, _) = store()?;
    let acquire = |now| store.acquire_lock("evt_1", now, LEASE_MS, WINDOW_MS);
    let until = NOW + LEASE_MS;
    assert_eq!(acquire(NOW)?, LockState::Acquired(until));
    assert_eq!(acquire(until - 1)?, LockState::Held);
    assert_eq!(acquire(until)?, LockState::Acquired(until + LEASE_MS));
    Ok(())
}

#[test]
fn a_released_lock_can_be_acquired_and_one_of_another_holder_stays() -> Result<()> {
    let (store, _) = store()?;
    let acquire = |now| store.acquire_lock("evt_1", now, LEASE_MS, WINDOW_MS);
    acquire(NOW)?;
    store.release_lock("evt_1", NOW + LEASE_MS + 1)?;
    assert_eq!(acquire(NOW + 1)?, LockState::Held);
    store.release_lock("evt_1", NOW + LEASE_MS)?;
    assert_eq!(acquire(NOW + 1)?, LockState::Acquired(NOW + 1 + LEASE_MS));
    Ok(())
}

#[test]
fn a_committed_lock_stays_committed_whoever_held_it() -> Result<()> {
    let (store, _) = store()?;
    store.acquire_lock("evt_1", NOW, LEASE_MS, WINDOW_MS)?;
    for key in ["evt_1", "evt_2"] {
        store.commit_lock(key, NOW)?;
        store.release_lock(key, NOW + LEASE_MS)?;
        let later = NOW + 2 * LEASE_MS;
        let state = store.acquire_lock(key, later, LEASE_MS, WINDOW_MS)?;
        assert_eq!(state, LockState::Committed, "{key}");
    }
    Ok(())
}

#[test]
fn locks_past_their_window_go_with_later_ones() -> Result<()> {
    let (store, database) = store()?;
    for count in 0..6 {
        store.commit_lock(&format!("old_{count}"), NOW)?;
    }
    let later = NOW + WINDOW_MS + 1;
    store.acquire_lock("new_1", later, LEASE_MS, WINDOW_MS)?;
    assert_eq!(database.integer("SELECT count(*) FROM claims")?, 3);
    store.acquire_lock("new_2", later, LEASE_MS, WINDOW_MS)?;
    assert_eq!(database.integer("SELECT count(*) FROM claims")?, 2);
    Ok(())
}
