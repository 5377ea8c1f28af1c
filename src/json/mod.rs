//! JSON: the one-pass reading of a body, and small documents.

pub(crate) mod de;
pub(crate) mod digest;
pub(crate) mod document;
pub(crate) mod pointer;
pub(crate) mod scanner;
pub(crate) mod value;
