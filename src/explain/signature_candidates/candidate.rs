//! One way to decode a received signature.

use crate::explain::cause_code::CauseCode;

/// The shortest signature that is compared: fewer bytes prove nothing.
pub(in crate::explain) const MIN_COMPARED_BYTES: usize = 8;

/// The shortest signature that proves a cause, unless truncation is the only
/// fault.
pub(in crate::explain) const MIN_PROOF_BYTES: usize = 16;

/// What stands for a token in messages: it is the secret, so it is not shown.
pub(super) const HIDDEN_TOKEN: &str = "…";

/// One way to decode a received signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::explain) struct SignatureCandidate {
    /// The signature as written.
    pub(in crate::explain) text: String,
    pub(in crate::explain) bytes: Vec<u8>,
    /// How the text differs from the scheme's format.
    pub(in crate::explain) faults: Vec<CauseCode>,
    /// Whether the prefix names an algorithm.
    pub(in crate::explain) names_algorithm: bool,
}
