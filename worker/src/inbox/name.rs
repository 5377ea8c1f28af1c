//! The names of the Durable Objects.

/// The name of a source's inbox, or of one of its shards.
pub(crate) fn name(source: &str, shard: u32) -> String {
    format!("{source}/{shard}")
}
