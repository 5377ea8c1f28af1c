//! Texts that stand for bytes.

pub(crate) mod base64;
pub(crate) mod form;
