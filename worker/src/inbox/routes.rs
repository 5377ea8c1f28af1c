//! What the Worker may ask of an inbox, beside to accept an event. Nobody else
//! can reach it.

use worker::{Request, Response, Result};

use super::Inbox;

impl Inbox {
    /// Answers what is asked, in JSON.
    pub(super) async fn answer(&self, request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/stats" => Response::from_json(&self.statistics()?),
            _ => Response::error("there is nothing here", 404),
        }
    }

    fn statistics(&self) -> Result<serde_json::Value> {
        Ok(serde_json::json!({
            "rows_written": self.store.rows_written(),
            "counters": &*self.stats.borrow(),
        }))
    }
}
