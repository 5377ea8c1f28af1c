//! Deliveries as an operator looks for them, the newest first. Never a header or
//! a body.

use worker::{Result, SqlStorageValue};

use super::{
    Cursor, DeliveryView, Page, Query, Store,
    value::{ends, integer, integer_value, optional, text},
};

/// So many deliveries are looked at for one page, at most.
const MOST_SCANNED: i64 = 1000;

/// The longest page.
const MOST_LISTED: u32 = 500;

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
        let deliveries = rows.into_iter().map(delivery_view).collect::<Result<Vec<_>>>()?;
        let is_full = u32::try_from(deliveries.len()).is_ok_and(|count| count >= limit);
        let next = if is_full {
            deliveries.last().map(|last| last.place.clone())
        } else {
            last.into_iter().next().map(cursor).transpose()?
        };
        Ok(Page { deliveries, next })
    }

    /// The deliveries of an event, with all of their attempts.
    pub(crate) fn show(&self, key: &str) -> Result<Vec<DeliveryView>> {
        let [first, last] = ends(key);
        let rows = self.query(
            &format!(
                "SELECT {COLUMNS}, it.log FROM events
                 JOIN deliveries AS it USING (received_at, key)
                 WHERE events.address BETWEEN ? AND ? AND events.key = ? AND moved IS NULL"
            ),
            vec![first, last, key.into()],
        )?;
        rows.into_iter().map(delivery_view).collect()
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

fn delivery_view(row: Vec<SqlStorageValue>) -> Result<DeliveryView> {
    let mut row = row.into_iter();
    Ok(DeliveryView {
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
        log: serde_json::from_str(&text(row.next())?)?,
    })
}
