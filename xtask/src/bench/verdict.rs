//! How a bench ends.

/// Whether what is promised of the speed holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it.
    Holds,
    /// Not all; the bench has said what.
    Missed,
}
