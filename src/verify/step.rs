//! How far a verification has come.

use crate::verify::event::Event;

/// What a verification needs next, or its result.
pub enum VerifyStep<'b> {
    /// The request is authentic.
    Event(Event<'b>),
    /// The digest with the next secret is needed.
    NextSecret,
    /// The request is authentic, but the envelope stands further behind in the
    /// body.
    MoreBody,
}
