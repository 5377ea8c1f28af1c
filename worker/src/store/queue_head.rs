//! The head of a destination.s queue.

/// The delivery of a destination that has been due the longest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueHead {
    /// The name of the destination.
    pub destination: String,
    /// In milliseconds since the Unix epoch.
    pub due_at: i64,
}
