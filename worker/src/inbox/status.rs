//! What an inbox answers to a store request, by HTTP status.

/// The event is stored.
pub(crate) const INSERTED: u16 = 201;

/// The event was stored before.
pub(crate) const DUPLICATE: u16 = 200;

/// The event is not here, and will not be.
pub(crate) const TOMBSTONED: u16 = 202;

/// The event's inbox is another.
pub(super) const WRONG_SHARD: u16 = 409;

/// The body is no ingest record.
pub(super) const MALFORMED: u16 = 400;

/// Too much is waiting to be stored.
pub(super) const BUSY: u16 = 503;
