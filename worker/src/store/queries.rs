//! Deliveries as operators look for them, the newest first.

use super::{
    connection::Store,
    database::{Result, Value},
    delivery_view::{Cursor, DeliveryView, Page, Query},
    row::row,
    row_id::probe_range,
};

/// How many deliveries are looked at for one page, at most.
const MAX_SCANNED: i64 = 1000;

/// The longest page.
const MAX_LISTED: u32 = 500;

/// Counts end here, so that counting takes no longer however much waits.
const MAX_COUNTED: i64 = 100_000;

row! {
    struct Position {
        received_at: i64 = "received_at",
        key: String = "key",
        destination: String = "destination",
    }
}

row! {
    /// The first parameter says whether the log is of the latest attempt alone.
    struct DeliveryRow {
        received_at: i64 = "it.received_at",
        key: String = "it.key",
        destination: String = "it.destination",
        source: String = "events.source",
        id: String = "events.id",
        kind: Option<String> = "events.type",
        time: Option<i64> = "events.time",
        tenant: Option<String> = "events.tenant",
        state: String = "it.state",
        attempts: i64 = "it.attempts",
        due_at: Option<i64> = "it.due_at",
        ended_at: Option<i64> = "it.ended_at",
        is_erased: bool = "events.body IS NULL",
        log: String = "iif(?1 AND it.log <> '[]', json_array(json(it.log -> '$[#-1]')), it.log)",
    }
}

row! {
    struct SourceName {
        source: String = "source",
    }
}

row! {
    /// How much waits for a destination.
    pub struct Backlog {
        /// How many deliveries, up to a limit.
        pub count: i64 = "count(*)",
        /// When the oldest of them arrived, in milliseconds since the Unix epoch.
        pub oldest: Option<i64> = "min(received_at)",
    }
}

row! {
    struct ParkedCount {
        destination: String = "destination",
        count: i64 = "count(*)",
    }
}

impl Store {
    /// A page of deliveries.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn list(&self, query: &Query) -> Result<Page> {
        const RANGE: &str = "deliveries
            WHERE (received_at, key, destination) < (?2, ?3, ?4)
                AND received_at >= ?5 AND received_at <= ?6
            ORDER BY received_at DESC, key DESC, destination DESC";

        let limit = query.limit.unwrap_or(100).clamp(1, MAX_LISTED);
        let before = query.cursor.as_ref();
        let types = query.types.as_ref().map(serde_json::to_string).transpose()?;
        let values: [Value<'_>; 9] = [
            1_i64.into(),
            before.map_or(i64::MAX, |cursor| cursor.received_at).into(),
            before.map_or("", |cursor| cursor.key.as_str()).into(),
            before.map_or("", |cursor| cursor.destination.as_str()).into(),
            query.since.unwrap_or(i64::MIN).into(),
            query.until.unwrap_or(i64::MAX).into(),
            query.destination.as_deref().into(),
            query.state.as_deref().into(),
            types.as_deref().into(),
        ];
        let last_scanned: Option<Position> = self.select_first(
            &format!("{RANGE} LIMIT 1 OFFSET {}", MAX_SCANNED - 1),
            values.get(..6).unwrap_or_default(),
        )?;
        let rows: Vec<DeliveryRow> = self.select(
            &format!(
                "(SELECT * FROM {RANGE} LIMIT {MAX_SCANNED}) AS it JOIN events USING (address, key)
                 WHERE (?7 IS NULL OR it.destination = ?7)
                     AND (?8 IS NULL AND moved IS NULL OR it.state = ?8)
                     AND (?9 IS NULL OR EXISTS (
                         SELECT 1 FROM json_each(?9) WHERE CASE WHEN value LIKE '%*'
                             THEN substr(events.type, 1, length(value) - 1) || '*' = value
                             ELSE events.type = value END))
                 ORDER BY it.received_at DESC, it.key DESC, it.destination DESC
                 LIMIT {limit}"
            ),
            &values,
        )?;
        let deliveries = rows.into_iter().map(DeliveryRow::view).collect::<Result<Vec<_>>>()?;
        let is_full = u32::try_from(deliveries.len()).is_ok_and(|count| count >= limit);
        let next = if is_full {
            deliveries.last().map(|last| last.place.clone())
        } else {
            last_scanned.map(Position::cursor)
        };
        Ok(Page { deliveries, next })
    }

    /// The deliveries of an event, with all of their attempts.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn show(&self, key: &str) -> Result<Vec<DeliveryView>> {
        let probes = probe_range(key);
        let rows: Vec<DeliveryRow> = self.select(
            "events JOIN deliveries AS it USING (received_at, key)
             WHERE events.address BETWEEN ?2 AND ?3 AND events.key = ?4 AND moved IS NULL",
            &[0_i64.into(), (*probes.start()).into(), (*probes.end()).into(), key.into()],
        )?;
        rows.into_iter().map(DeliveryRow::view).collect()
    }

    /// The name of the source whose inbox this is; none before its first event.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn source(&self) -> Result<Option<String>> {
        let first: Option<SourceName> = self.select_first("events LIMIT 1", &[])?;
        Ok(first.map(|row| row.source))
    }

    /// How much waits for a destination.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn backlog(&self, destination: &str) -> Result<Backlog> {
        let counts = self.select_first(
            "(SELECT received_at FROM deliveries
              WHERE destination = ? AND due_at IS NOT NULL LIMIT ?)",
            &[destination.into(), MAX_COUNTED.into()],
        )?;
        Ok(counts.unwrap_or(Backlog { count: 0, oldest: None }))
    }

    /// How many deliveries are parked, by destination.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn parked(&self) -> Result<Vec<(String, i64)>> {
        let rows: Vec<ParkedCount> = self.select(
            "(SELECT destination FROM deliveries WHERE state = 'parked' LIMIT ?)
             GROUP BY destination",
            &[MAX_COUNTED.into()],
        )?;
        Ok(rows.into_iter().map(|row| (row.destination, row.count)).collect())
    }
}

impl Position {
    fn cursor(self) -> Cursor {
        let Self { received_at, key, destination } = self;
        Cursor { received_at, key, destination }
    }
}

impl DeliveryRow {
    fn view(self) -> Result<DeliveryView> {
        let Self { received_at, key, destination, .. } = self;
        Ok(DeliveryView {
            place: Cursor { received_at, key, destination },
            source: self.source,
            id: self.id,
            kind: self.kind,
            time: self.time,
            tenant: self.tenant,
            state: self.state,
            attempts: self.attempts,
            due_at: self.due_at,
            ended_at: self.ended_at,
            is_erased: self.is_erased,
            log: serde_json::from_str(&self.log)?,
        })
    }
}
