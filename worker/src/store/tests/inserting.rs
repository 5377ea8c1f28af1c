//! Inserting events and tombstones.

use super::{COLLIDING, NOW, commit, first_due, insert, record, store};
use crate::store::{Result, StoreOp, StoreRequest, StoreResult, ingest_record::encode};

#[test]
fn a_new_event_is_inserted_with_its_deliveries() -> Result<()> {
    let (store, database) = store()?;
    assert_eq!(insert(&store, "evt_1", &["app", "crm"])?, StoreResult::Inserted);
    assert_eq!(database.integer("SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL")?, 2);
    assert_eq!(store.source()?.as_deref(), Some("optimo"));

    let event = store.event(&first_due(&store, "app", NOW)?)?;
    let read = event.map(|it| (it.id, it.kind, it.received_at, it.headers, it.body));
    let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    let kind = Some("form.submitted".to_owned());
    assert_eq!(read, Some(("id of evt_1".to_owned(), kind, NOW, headers, b"body".to_vec())));
    Ok(())
}

#[test]
fn an_event_without_destinations_has_one_unrouted_delivery() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &[])?;
    let deliveries = store.show("evt_1")?;
    let found: Vec<_> = deliveries.iter().map(|it| (it.state.as_str(), it.ended_at)).collect();
    assert_eq!(found, [("unrouted", Some(NOW))]);
    assert_eq!(store.queue_heads()?, []);
    Ok(())
}

#[test]
fn a_repeated_key_is_a_duplicate_and_writes_no_row() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let before = store.rows_written();
    assert_eq!(insert(&store, "evt_1", &["app", "crm"])?, StoreResult::Duplicate);
    assert_eq!(store.rows_written(), before);
    Ok(())
}

#[test]
fn colliding_keys_are_two_events_and_each_is_a_duplicate_again() -> Result<()> {
    let (store, database) = store()?;
    for key in COLLIDING {
        assert_eq!(insert(&store, key, &["app"])?, StoreResult::Inserted, "{key}");
    }
    for key in COLLIDING {
        assert_eq!(insert(&store, key, &["app"])?, StoreResult::Duplicate, "{key}");
        assert_eq!(store.show(key)?.len(), 1, "{key}");
    }
    // The second is found though the row of the first is free again.
    database.integer("DELETE FROM events WHERE key = 'evt_66970928' RETURNING 1")?;
    assert_eq!(insert(&store, "evt_119510867", &["app"])?, StoreResult::Duplicate);
    Ok(())
}

#[test]
fn one_request_that_fails_leaves_the_others_stored() -> Result<()> {
    let (store, database) = store()?;
    store.source()?;
    // The second delivery of the event that fails has the primary key of the first.
    let frames =
        [record("evt_1", &["app"])?, record("bad", &["app", "app"])?, record("evt_2", &["app"])?];
    let requests: Vec<_> = frames
        .iter()
        .filter_map(|record| StoreRequest::decode(StoreOp::Insert, encode(record, b"").ok()?))
        .collect();
    let results = store.commit(&requests.iter().collect::<Vec<_>>());
    let is_ok: Vec<_> = results.iter().map(Result::is_ok).collect();
    assert_eq!(is_ok, [true, false, true]);
    assert_eq!(database.integer("SELECT count(*) FROM events")?, 2);
    assert_eq!(database.integer("SELECT count(*) FROM deliveries")?, 2);
    Ok(())
}

#[test]
fn a_tombstone_keeps_older_workers_out_and_lets_newer_ones_in() -> Result<()> {
    let (store, _) = store()?;
    let by = |generation| {
        record("evt_1", &["app"])
            .map(|record| crate::store::ingest_record::IngestRecord { generation, ..record })
    };
    assert_eq!(commit(&store, StoreOp::Tombstone, &by(1)?)?, StoreResult::Tombstoned);
    assert_eq!(commit(&store, StoreOp::Tombstone, &by(1)?)?, StoreResult::Tombstoned);
    assert_eq!(store.show("evt_1")?, []);
    assert_eq!(commit(&store, StoreOp::Insert, &by(0)?)?, StoreResult::WrongShard);
    assert_eq!(commit(&store, StoreOp::Insert, &by(1)?)?, StoreResult::WrongShard);
    assert_eq!(commit(&store, StoreOp::Insert, &by(2)?)?, StoreResult::Inserted);
    assert_eq!(store.show("evt_1")?.len(), 1);
    Ok(())
}

#[test]
fn a_tombstone_of_a_later_generation_replaces_an_earlier_one() -> Result<()> {
    let (store, database) = store()?;
    for (generation, expected) in [(1, 1), (3, 3), (2, 3)] {
        let record =
            crate::store::ingest_record::IngestRecord { generation, ..record("evt_1", &[])? };
        assert_eq!(commit(&store, StoreOp::Tombstone, &record)?, StoreResult::Tombstoned);
        assert_eq!(database.integer("SELECT moved FROM events")?, expected);
    }
    Ok(())
}

#[test]
fn a_tombstone_for_a_stored_event_is_a_duplicate() -> Result<()> {
    let (store, _) = store()?;
    insert(&store, "evt_1", &["app"])?;
    let result = commit(&store, StoreOp::Tombstone, &record("evt_1", &[])?)?;
    assert_eq!(result, StoreResult::Duplicate);
    Ok(())
}
