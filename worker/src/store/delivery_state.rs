//! The states of a delivery, as the tables have them.

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Waits for its next attempt.
    Pending,
    /// An attempt is under way, or was when the process ended.
    Sending,
    /// The destination has it.
    Delivered,
    /// Dead-lettered: no attempt follows by itself.
    Parked,
    /// A tombstone: the event belongs to another inbox.
    Moved,
    /// No route wants the event.
    Unrouted,
    /// The event was erased before the destination had it.
    Cancelled,
}

impl DeliveryState {
    /// As the column has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
            Self::Moved => "moved",
            Self::Unrouted => "unrouted",
            Self::Cancelled => "cancelled",
        }
    }
}
