//! An event, as an inbox stores it and a destination gets it.

/// An event that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The name of its source.
    pub source: String,
    /// The provider's id of it.
    pub id: String,
    /// Its type.
    pub kind: Option<String>,
    /// When it happened, in milliseconds since the Unix epoch.
    pub time: Option<i64>,
    /// Whose it is.
    pub tenant: Option<String>,
    /// When it arrived, in milliseconds since the Unix epoch.
    pub received_at: i64,
    /// The headers that are passed on.
    pub headers: Vec<(String, String)>,
    /// Its body, as it arrived.
    pub body: Vec<u8>,
}
