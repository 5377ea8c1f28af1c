//! Deliveries as an operator looks for them, the newest first. Never a header or
//! a body.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use worker::{Result, SqlStorageValue};

use super::{
    Store,
    value::{ends, integer, integer_value, optional, text},
};

/// So many deliveries are looked at for one page, at most.
const MOST_SCANNED: i64 = 1000;

/// The longest page.
const MOST_LISTED: u32 = 500;

/// Which deliveries; all of them by default.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Query {
    destination: Option<String>,
    pub(crate) state: Option<String>,
    /// As routes have them: `lead.created`, `lead.*`.
    types: Option<Vec<String>>,
    /// When their events arrived, in milliseconds since the Unix epoch.
    since: Option<i64>,
    until: Option<i64>,
    /// Where the page before ended.
    cursor: Option<Cursor>,
    limit: Option<u32>,
}

/// The place of a delivery among the others.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Cursor {
    pub(crate) received_at: i64,
    pub(crate) key: String,
    pub(crate) destination: String,
}

/// Some of the deliveries that were asked for. It may be fewer than could be,
/// or none, and still not be the last.
#[derive(Serialize)]
pub(crate) struct Page {
    pub(crate) deliveries: Vec<Found>,
    /// Where the next page begins; none after the last.
    pub(crate) next: Option<Cursor>,
}

/// A delivery with what is said of its event.
#[derive(Serialize)]
pub(crate) struct Found {
    #[serde(flatten)]
    pub(crate) place: Cursor,
    source: String,
    id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    time: Option<i64>,
    tenant: Option<String>,
    pub(crate) state: String,
    attempts: i64,
    due_at: Option<i64>,
    ended_at: Option<i64>,
    /// Its payload is gone: it cannot be sent again.
    pub(crate) is_erased: bool,
    /// Its attempts, the latest of them alone where it is one of a list.
    log: Box<RawValue>,
}

const COLUMNS: &str = "it.received_at, it.key, it.destination, events.source, events.id,
    events.type, events.time, events.tenant, it.state, it.attempts, it.due_at, it.ended_at,
    events.body IS NULL";

impl Store {
    /// A page of deliveries.
    pub(crate) fn list(&self, query: &Query) -> Result<Page> {
        let limit = query.limit.unwrap_or(100).clamp(1, MOST_LISTED);
        let before = query.cursor.as_ref();
        let mut range = vec![
            integer_value(before.map_or(i64::MAX, |cursor| cursor.received_at)),
            before.map_or("", |cursor| cursor.key.as_str()).into(),
            before.map_or("", |cursor| cursor.destination.as_str()).into(),
            integer_value(query.since.unwrap_or(i64::MIN)),
            integer_value(query.until.unwrap_or(i64::MAX)),
        ];
        const RANGE: &str = "FROM deliveries
            WHERE (received_at, key, destination) < (?1, ?2, ?3)
                AND received_at >= ?4 AND received_at <= ?5
            ORDER BY received_at DESC, key DESC, destination DESC";

        let last = self.query(
            &format!(
                "SELECT received_at, key, destination {RANGE} LIMIT 1 OFFSET {}",
                MOST_SCANNED - 1
            ),
            range.clone(),
        )?;
        let types = query.types.as_ref().map(serde_json::to_string).transpose()?;
        range.extend([query.destination.clone().into(), query.state.clone().into(), types.into()]);
        let rows = self.query(
            &format!(
                "SELECT {COLUMNS}, iif(it.log = '[]', '[]', json_array(json(it.log -> '$[#-1]')))
                 FROM (SELECT * {RANGE} LIMIT {MOST_SCANNED}) AS it JOIN events USING (address, key)
                 WHERE (?6 IS NULL OR it.destination = ?6) AND (?7 IS NULL AND moved IS NULL OR it.state = ?7)
                     AND (?8 IS NULL OR EXISTS (
                         SELECT 1 FROM json_each(?8) WHERE CASE WHEN value LIKE '%*'
                             THEN substr(events.type, 1, length(value) - 1) || '*' = value
                             ELSE events.type = value END))
                 ORDER BY it.received_at DESC, it.key DESC, it.destination DESC
                 LIMIT {limit}"
            ),
            range,
        )?;
        let deliveries = rows.into_iter().map(found).collect::<Result<Vec<_>>>()?;
        let is_full = u32::try_from(deliveries.len()).is_ok_and(|count| count >= limit);
        let next = if is_full {
            deliveries.last().map(|last| last.place.clone())
        } else {
            last.into_iter().next().map(cursor).transpose()?
        };
        Ok(Page { deliveries, next })
    }

    /// The deliveries of an event, with all of their attempts.
    pub(crate) fn show(&self, key: &str) -> Result<Vec<Found>> {
        let [first, last] = ends(key);
        let rows = self.query(
            &format!(
                "SELECT {COLUMNS}, it.log FROM events
                 JOIN deliveries AS it USING (received_at, key)
                 WHERE events.address BETWEEN ? AND ? AND events.key = ? AND moved IS NULL"
            ),
            vec![first, last, key.into()],
        )?;
        rows.into_iter().map(found).collect()
    }
}

fn cursor(row: Vec<SqlStorageValue>) -> Result<Cursor> {
    let mut row = row.into_iter();
    Ok(Cursor {
        received_at: integer(row.next())?,
        key: text(row.next())?,
        destination: text(row.next())?,
    })
}

fn found(row: Vec<SqlStorageValue>) -> Result<Found> {
    let mut row = row.into_iter();
    Ok(Found {
        place: Cursor {
            received_at: integer(row.next())?,
            key: text(row.next())?,
            destination: text(row.next())?,
        },
        source: text(row.next())?,
        id: text(row.next())?,
        kind: optional(row.next(), text)?,
        time: optional(row.next(), integer)?,
        tenant: optional(row.next(), text)?,
        state: text(row.next())?,
        attempts: integer(row.next())?,
        due_at: optional(row.next(), integer)?,
        ended_at: optional(row.next(), integer)?,
        is_erased: integer(row.next())? != 0,
        log: RawValue::from_string(text(row.next())?)?,
    })
}
