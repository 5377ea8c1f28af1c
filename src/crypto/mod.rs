//! Hashes, and the message authentication codes that are made of them.

pub(crate) mod algorithm;
pub(crate) mod digest;
pub(crate) mod external_digest;
pub(crate) mod hmac_sha256;
pub(crate) mod mac_input;
pub(crate) mod sha256;
