//! What a search works on.

use crate::{
    Scheme,
    explain::{
        input::Input, located_fields::LocatedFields, signature_candidates::SignatureCandidate,
    },
};

/// A request, and the scheme that the search assumes.
pub(in crate::explain) struct SearchContext<'a> {
    pub(in crate::explain) input: &'a Input<'a>,
    pub(in crate::explain) scheme: &'a Scheme,
    pub(in crate::explain) fields: &'a LocatedFields<'a>,
    pub(in crate::explain) signatures: Vec<SignatureCandidate>,
}
