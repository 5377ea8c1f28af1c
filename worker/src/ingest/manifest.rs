//! What JavaScript has to know of the sources to read what is posted to them.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;

use super::{
    finish::unavailable,
    request_head::header_names,
    response::{self, to_json},
};
use crate::{
    config,
    inbox::{client, status},
};

#[derive(Serialize)]
struct IngestManifest<'a> {
    deadline_ms: u128,
    /// What an inbox answers that is not to be the last one asked.
    tombstoned: u16,
    unavailable: Unavailable,
    sources: BTreeMap<&'a str, SourceIngest<'a>>,
}

/// What is answered while the WebAssembly cannot be asked.
#[derive(Serialize)]
struct Unavailable {
    body: String,
    headers: response::Headers,
}

/// How a source's requests are read.
#[derive(Serialize)]
struct SourceIngest<'a> {
    /// Those of challenges among them.
    methods: Vec<&'a str>,
    headers: Vec<Cow<'a, str>>,
    max_body: usize,
    is_inline: bool,
    /// Whether the method and the URL have to be known.
    has_target: bool,
}

/// How the requests of each source are read, as JSON. There is no source where the
/// configuration is wrong.
#[wasm_bindgen]
pub fn ingest_manifest(env: Env) -> String {
    let config = config::load(&env);
    let sources = config.iter().flat_map(|config| config.sources()).map(|(name, source)| {
        let scheme = source.verifier.scheme();
        let has_challenges = scheme.challenge_methods().next().is_some();
        let ingest = SourceIngest {
            methods: scheme.challenge_methods().chain(["POST"]).collect(),
            has_target: has_challenges || scheme.needs_url(),
            headers: header_names(source).map(Cow::Borrowed).collect(),
            max_body: source.max_body,
            is_inline: source.is_inline(),
        };
        (name, ingest)
    });
    let problem = unavailable();
    to_json(&IngestManifest {
        deadline_ms: client::DEADLINE.as_millis(),
        tombstoned: status::TOMBSTONED,
        unavailable: Unavailable {
            body: to_json(&problem),
            headers: response::headers(problem.status),
        },
        sources: sources.collect(),
    })
}
