//! Digests that a host makes, which hashes faster or holds the body elsewhere.

/// The digests of a request that the host has hashed: the [inner
/// pad](crate::Verifier::inner_pads) of a secret, then what is
/// [signed](crate::Scheme::content). The verifier makes the HMAC of that.
#[derive(Clone, Copy)]
pub struct ExternalDigest {
    /// The index of the secret whose inner pad was hashed.
    pub secret_index: usize,
    /// The SHA-256 of that pad and of the content.
    pub inner: [u8; 32],
    /// The SHA-256 of the body, where the scheme [needs it](crate::Scheme::hashes_body).
    pub body: Option<[u8; 32]>,
}
