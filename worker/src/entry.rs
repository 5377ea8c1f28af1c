//! The fetch handler for each request that is no webhook.

use worker::{Context, Env, Request, Response, Result, event};

use crate::{admin, ingest::inbound};

#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Answers operators, and rejects everything else.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> Result<Response> {
    match admin::config(&request, &env) {
        Some(config) => admin::handle(request, &env, &config).await,
        None => Ok(inbound::reject_unmatched(&request, &env)),
    }
}
