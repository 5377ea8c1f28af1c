//! Claims: what of a source in inline mode is being forwarded, and was.
//!
//! Such an event is not stored: while it is forwarded its key is claimed, and
//! once a destination has it the claim is committed, for repetitions to be
//! told. A claim ends by itself: whoever held it may be gone.

use serde::{Deserialize, Serialize};
use worker::{Response, Result, SqlStorageValue};

use super::object::Inbox;
use crate::clock;

/// `until` is null where the claim is committed.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS claims (
        key TEXT PRIMARY KEY,
        claimed_at INTEGER NOT NULL,
        until INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS claims_by_age ON claims (claimed_at);
";

/// How many claims that no repetition can meet any more go with each new one.
const PURGED_AT_ONCE: i32 = 4;

/// What is wished for, by the path of the request.
#[derive(Clone, Copy)]
pub(crate) enum Wish {
    /// To forward an event, alone.
    Claim,
    /// That the event counts as done.
    Commit,
    /// That it does not.
    Release,
}

/// Whose claim it is about.
#[derive(Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The event's dedup key.
    pub(crate) key: String,
    /// When the claim ends, which tells it from others of the same key; in
    /// milliseconds since the Unix epoch. For a wish to claim, how long it is to
    /// hold.
    pub(crate) until: i64,
    /// How long a committed claim is remembered, in milliseconds.
    pub(crate) window: i64,
}

/// What came of a wish.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Claimed {
    /// It is granted; until then.
    Until(i64),
    /// A destination has the event.
    Committed,
    /// Another request is forwarding it.
    UnderWay,
}

impl Wish {
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Claim => "/inline/claim",
            Self::Commit => "/inline/commit",
            Self::Release => "/inline/release",
        }
    }

    pub(super) fn of(path: &str) -> Option<Self> {
        [Self::Claim, Self::Commit, Self::Release].into_iter().find(|wish| wish.path() == path)
    }
}

impl Inbox {
    /// Does what is wished for. There is no `await` in it, so no two requests
    /// are granted the same claim.
    pub(super) fn claim(&self, wish: Wish, json: &[u8]) -> Result<Response> {
        let Claim { key, until, window } = serde_json::from_slice(json)?;
        let sql = self.store.storage().sql();
        sql.exec(SCHEMA, None)?;
        let run = |statement: &str, values: Vec<SqlStorageValue>| -> Result<Vec<Vec<_>>> {
            sql.exec(statement, values)?.raw().collect()
        };
        let now = clock::now();
        let claimed = match wish {
            Wish::Claim => {
                let rows =
                    run("SELECT until FROM claims WHERE key = ?", vec![key.as_str().into()])?;
                match rows.into_iter().flatten().next() {
                    Some(SqlStorageValue::Null) => Claimed::Committed,
                    Some(SqlStorageValue::Integer(until)) if until > now => Claimed::UnderWay,
                    _ => {
                        let until = now.saturating_add(until);
                        run(
                            "INSERT OR REPLACE INTO claims VALUES (?, ?, ?)",
                            vec![key.into(), time(now), time(until)],
                        )?;
                        run(
                            "DELETE FROM claims WHERE key IN (
                                 SELECT key FROM claims WHERE claimed_at < ?
                                 ORDER BY claimed_at LIMIT ?)",
                            vec![time(now.saturating_sub(window)), PURGED_AT_ONCE.into()],
                        )?;
                        Claimed::Until(until)
                    }
                }
            }
            // Whoever holds the claim by now: a destination has the event.
            Wish::Commit => {
                run(
                    "INSERT INTO claims VALUES (?, ?, NULL)
                     ON CONFLICT (key) DO UPDATE SET until = NULL",
                    vec![key.into(), time(now)],
                )?;
                Claimed::Committed
            }
            Wish::Release => {
                run(
                    "DELETE FROM claims WHERE key = ? AND until = ?",
                    vec![key.into(), time(until)],
                )?;
                Claimed::Until(now)
            }
        };
        {
            let mut stats = self.stats.borrow_mut();
            match (wish, &claimed) {
                (Wish::Commit, _) => stats.accepted += 1,
                (Wish::Claim, Claimed::Committed) => stats.duplicates += 1,
                _ => {}
            }
        }
        Response::from_json(&claimed)
    }
}

/// No time of this era is beyond the integers of JavaScript.
fn time(millis: i64) -> SqlStorageValue {
    SqlStorageValue::Integer(millis)
}
