//! Hashes, and the message authentication codes that are made of them.

pub(crate) mod algorithm;
pub(crate) mod digest;
pub(crate) mod hashed;
pub(crate) mod hmac_sha256;
pub(crate) mod sha256;
