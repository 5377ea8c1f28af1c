//! The retention sweeps.

use super::{NOW, first_due, insert, store};
use crate::{
    config::retention::Retention,
    store::{AttemptResult, DeliveryState, Result, Store, StoreResult},
};

/// Payloads are kept for an hour, keys for a day.
fn retention() -> Retention {
    Retention::new(3600, 86_400)
}

fn deliver(store: &Store, purge_at: Option<i64>) -> Result<()> {
    let delivery = first_due(store, "app", NOW)?;
    store.mark_sending(&delivery)?;
    let result = AttemptResult {
        state: DeliveryState::Delivered,
        due_at: None,
        ended_at: Some(NOW),
        purge_at,
        log: "{}",
    };
    store.finish_attempt(&delivery, 1, &result).map(drop)
}

#[test]
fn nothing_stored_means_nothing_to_sweep() -> Result<()> {
    let (store, _) = store()?;
    assert_eq!(store.next_sweep(retention())?, None);
    assert!(!store.sweep(NOW, retention())?);
    Ok(())
}

#[test]
fn a_payload_goes_after_its_age_and_the_key_stays_a_duplicate() -> Result<()> {
    let (store, database) = store()?;
    insert(&store, "evt_1", &["app"])?;
    deliver(&store, None)?;
    let payload_end = NOW + retention().payload_age();
    assert_eq!(store.next_sweep(retention())?, Some(payload_end));
    store.sweep(payload_end - 1, retention())?;
    assert_eq!(database.integer("SELECT count(*) FROM events WHERE body IS NULL")?, 0);
    store.sweep(payload_end, retention())?;
    let erased = "SELECT count(*) FROM events WHERE body IS NULL AND headers IS NULL";
    assert_eq!(database.integer(erased)?, 1);
    assert_eq!(insert(&store, "evt_1", &["app"])?, StoreResult::Duplicate);
    Ok(())
}

#[test]
fn a_key_goes_after_its_age_with_its_deliveries() -> Result<()> {
    let (store, database) = store()?;
    insert(&store, "evt_1", &["app"])?;
    deliver(&store, None)?;
    store.sweep(NOW + retention().payload_age(), retention())?;
    let key_end = NOW + retention().key_age();
    assert_eq!(store.next_sweep(retention())?, Some(key_end));
    store.sweep(key_end, retention())?;
    let left = "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM deliveries)";
    assert_eq!(database.integer(left)?, 0);
    assert_eq!(store.next_sweep(retention())?, None);
    Ok(())
}

#[test]
fn a_delivery_that_has_not_ended_keeps_its_payload_and_its_key() -> Result<()> {
    let (store, database) = store()?;
    insert(&store, "evt_1", &["app"])?;
    store.sweep(NOW + retention().key_age(), retention())?;
    assert_eq!(database.integer("SELECT count(*) FROM events WHERE body IS NOT NULL")?, 1);
    Ok(())
}

#[test]
fn a_delivery_that_ended_late_has_a_time_of_its_own() -> Result<()> {
    let (store, database) = store()?;
    insert(&store, "evt_1", &["app"])?;
    // Passed by both sweeps while it was pending.
    store.sweep(NOW + retention().key_age(), retention())?;
    let purge_at = NOW + 2 * retention().key_age();
    deliver(&store, Some(purge_at))?;
    assert_eq!(store.next_sweep(retention())?, Some(purge_at));
    store.sweep(purge_at, retention())?;
    assert_eq!(database.integer("SELECT count(*) FROM events")?, 0);
    assert_eq!(store.next_sweep(retention())?, None);
    Ok(())
}

#[test]
fn a_full_batch_says_that_there_is_more() -> Result<()> {
    let (store, database) = store()?;
    for count in 0..201 {
        insert(&store, &format!("evt_{count}"), &[])?;
    }
    let end = NOW + retention().payload_age();
    assert!(store.sweep(end, retention())?);
    assert!(!store.sweep(end, retention())?);
    assert_eq!(database.integer("SELECT count(*) FROM events WHERE body IS NOT NULL")?, 0);
    Ok(())
}
