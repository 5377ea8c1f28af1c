//! The queue of deliveries, and what operators do with it.

use super::{NOW, first_due, insert, store};
use crate::{
    config::retention::Retention,
    store::{AttemptResult, DeliveryState, DueDelivery, Query, QueueHead, Result, Store},
};

const RETRY: AttemptResult<'_> = AttemptResult {
    state: DeliveryState::Pending,
    due_at: Some(NOW + 1000),
    ended_at: None,
    purge_at: None,
    log: r#"{"at":1,"ms":2,"status":503}"#,
};

const PARK: AttemptResult<'_> = AttemptResult {
    state: DeliveryState::Parked,
    due_at: None,
    ended_at: Some(NOW),
    purge_at: None,
    log: r#"{"at":1,"ms":2,"status":400}"#,
};

fn fail(store: &Store, delivery: &DueDelivery, result: &AttemptResult<'_>) -> Result<bool> {
    store.mark_sending(delivery)?;
    store.finish_attempt(delivery, delivery.attempts + 1, result)
}

fn states(store: &Store, key: &str) -> Result<Vec<(String, i64, Option<i64>)>> {
    Ok(store.show(key)?.into_iter().map(|it| (it.state, it.attempts, it.due_at)).collect())
}

#[test]
fn due_deliveries_are_the_oldest_of_their_destination_first() -> Result<()> {
    let (store, _) = store()?;
    for key in ["evt_1", "evt_2", "evt_3"] {
        insert(&store, key, &["app", "crm"])?;
    }
    fail(&store, &first_due(&store, "app", NOW)?, &RETRY)?;
    assert_eq!(store.due("app", NOW - 1, 10)?, []);
    assert_eq!(store.due("app", NOW, 10)?.len(), 2);
    assert_eq!(store.due("app", NOW + 1000, 10)?.len(), 3);
    assert_eq!(store.due("app", NOW + 1000, 2)?.len(), 2);
    let last = store.due("app", NOW + 1000, 3)?.pop();
    assert_eq!(last.map(|it| (it.destination, it.attempts)), Some(("app".to_owned(), 1)));
    Ok(())
}

#[test]
fn queue_heads_are_one_for_each_destination_with_its_earliest_time() -> Result<()> {
    let (store, _) = store()?;
    assert_eq!(store.queue_heads()?, []);
    insert(&store, "evt_1", &["app", "crm"])?;
    fail(&store, &first_due(&store, "crm", NOW)?, &RETRY)?;
    let head = |name: &str, due_at| QueueHead { destination: name.to_owned(), due_at };
    assert_eq!(store.queue_heads()?, [head("app", NOW), head("crm", NOW + 1000)]);
    insert(&store, "evt_2", &["crm"])?;
    assert_eq!(store.queue_heads()?, [head("app", NOW), head("crm", NOW)]);
    Ok(())
}

#[test]
fn an_attempt_that_was_marked_counts_and_leaves_the_delivery_due() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    store.mark_sending(&first_due(&store, "app", NOW)?)?;
    assert_eq!(states(&store, "evt_1")?, [("sending".to_owned(), 1, Some(NOW))]);
    assert_eq!(first_due(&store, "app", NOW)?.attempts, 1);
    Ok(())
}

#[test]
fn only_the_latest_attempt_finishes_a_delivery() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let first = first_due(&store, "app", NOW)?;
    store.mark_sending(&first)?;
    // The process ended, and another attempt took over.
    let second = first_due(&store, "app", NOW)?;
    store.mark_sending(&second)?;
    assert!(!store.finish_attempt(&first, 1, &PARK)?);
    assert!(store.finish_attempt(&second, 2, &RETRY)?);
    assert!(!store.finish_attempt(&second, 2, &PARK)?, "it is recorded once");
    assert_eq!(states(&store, "evt_1")?, [("pending".to_owned(), 2, Some(NOW + 1000))]);
    Ok(())
}

#[test]
fn the_log_keeps_the_latest_attempts() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    for attempt in 1..=52 {
        let delivery = first_due(&store, "app", NOW + 1000)?;
        let log = format!(r#"{{"at":{attempt},"ms":0}}"#);
        fail(&store, &delivery, &AttemptResult { log: &log, ..RETRY })?;
    }
    let log: Vec<_> = store.show("evt_1")?.into_iter().flat_map(|it| it.log).collect();
    let ends = (log.first().map(|it| it.at), log.last().map(|it| it.at));
    assert_eq!((log.len(), ends), (50, (Some(3), Some(52))));
    let page = store.list(&Query::default())?;
    let latest: Vec<_> = page.deliveries.iter().flat_map(|it| &it.log).map(|it| it.at).collect();
    assert_eq!(latest, [52]);
    Ok(())
}

#[test]
fn a_deferred_delivery_is_due_later_unless_it_has_ended() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let delivery = first_due(&store, "app", NOW)?;
    store.defer(&delivery, NOW + 60_000)?;
    assert_eq!(states(&store, "evt_1")?, [("pending".to_owned(), 0, Some(NOW + 60_000))]);
    fail(&store, &delivery, &PARK)?;
    store.defer(&delivery, NOW)?;
    assert_eq!(states(&store, "evt_1")?, [("parked".to_owned(), 1, None)]);
    Ok(())
}

#[test]
fn expedite_makes_due_what_failed_but_not_what_was_asked_to_wait() -> Result<()> {
    let (store, _) = store()?;
    for (key, log) in [("evt_1", RETRY.log), ("evt_2", r#"{"at":1,"ms":2,"retry_after":60}"#)] {
        insert(&store, key, &["app"])?;
        fail(&store, &first_due(&store, "app", NOW)?, &AttemptResult { log, ..RETRY })?;
    }
    store.expedite("app", NOW + 1)?;
    assert_eq!(states(&store, "evt_1")?, [("pending".to_owned(), 1, Some(NOW + 1))]);
    assert_eq!(states(&store, "evt_2")?, [("pending".to_owned(), 1, Some(NOW + 1000))]);
    Ok(())
}

#[test]
fn open_breakers_outlive_the_store() -> Result<()> {
    let (store, database) = store()?;
    store.open_breaker("app", NOW)?;
    store.open_breaker("app", NOW + 1)?;
    store.open_breaker("crm", NOW)?;
    store.close_breaker("crm")?;
    assert_eq!(database.store().open_breakers()?, [("app".to_owned(), NOW + 1)]);
    Ok(())
}

#[test]
fn a_parked_delivery_is_counted_until_it_is_replayed() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    fail(&store, &first_due(&store, "app", NOW)?, &PARK)?;
    assert_eq!(store.parked()?, [("app".to_owned(), 1)]);
    let backlog = store.backlog("app")?;
    assert_eq!((backlog.count, backlog.oldest), (0, None));

    let parked = Query { state: Some("parked".to_owned()), ..Query::default() };
    for delivery in store.list(&parked)?.deliveries {
        store.replay(&delivery.place, NOW + 5)?;
    }
    assert_eq!(states(&store, "evt_1")?, [("pending".to_owned(), 0, Some(NOW + 5))]);
    let backlog = store.backlog("app")?;
    assert_eq!((store.parked()?, backlog.count, backlog.oldest), (vec![], 1, Some(NOW)));
    Ok(())
}

#[test]
fn pages_follow_each_other_by_their_cursors() -> Result<()> {
    let (store, _) = store()?;
    for key in ["evt_1", "evt_2", "evt_3"] {
        insert(&store, key, &["app", "crm"])?;
    }
    let mut query =
        Query { limit: Some(2), destination: Some("app".to_owned()), ..Query::default() };
    let mut keys = Vec::new();
    loop {
        let page = store.list(&query)?;
        keys.extend(page.deliveries.into_iter().map(|it| it.place.key));
        query.cursor = page.next;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(keys, ["evt_3", "evt_2", "evt_1"]);
    Ok(())
}

#[test]
fn a_list_selects_by_type_or_the_beginning_of_one() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let count = |types: &[&str]| -> Result<usize> {
        let types = Some(types.iter().map(|it| (*it).to_owned()).collect());
        Ok(store.list(&Query { types, ..Query::default() })?.deliveries.len())
    };
    assert_eq!(count(&["form.submitted"])?, 1);
    assert_eq!(count(&["form.*"])?, 1);
    assert_eq!(count(&["form", "order.*", "FORM.*"])?, 0);
    Ok(())
}

#[test]
fn erasing_takes_the_payload_and_cancels_what_has_not_ended() -> Result<()> {
    let (store, database) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let delivery = first_due(&store, "app", NOW)?;
    store.overwrite("evt_1")?;
    let sum = "SELECT length(body) * 1000 + (body = zeroblob(4)) FROM events";
    assert_eq!(database.integer(sum)?, 4001);
    assert_eq!(store.event(&delivery)?, None, "its headers are no text any more");
    store.erase("evt_1", NOW, NOW + 1, Retention::default())?;
    assert_eq!(store.event(&delivery)?, None);
    assert_eq!(states(&store, "evt_1")?, [("cancelled".to_owned(), 0, None)]);
    assert!(store.show("evt_1")?.iter().all(|it| it.is_erased));
    Ok(())
}
