//! JSON: the one-pass reading of a body, and small documents.

#[cfg(feature = "json")]
pub(crate) mod decode;
pub(crate) mod digest;
pub(crate) mod document;
pub(crate) mod pointer;
#[cfg(feature = "json")]
pub(crate) mod read;
pub(crate) mod scanner;
#[cfg(feature = "json")]
pub(crate) mod value;
