//! What waits for a destination, as far as its dispatch is concerned.

/// The delivery of a destination that has been due the longest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The name of the destination.
    pub destination: String,
    /// In milliseconds since the Unix epoch.
    pub due_at: i64,
}
