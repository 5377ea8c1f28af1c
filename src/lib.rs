//! Verifies webhook signatures, and makes them.
//!
//! A provider's way of signing is a [`Scheme`]: data, not code. A [`Verifier`]
//! holds a scheme and its secrets, and checks requests against them on one
//! path: find the headers, read them strictly, test freshness in both
//! directions, compare digests in constant time, and only then look into the
//! body.
//!
//! There is no clock here and no I/O: the caller says what time it is, and
//! hands over the bytes as they arrived.
//!
//! ```
//! use countersign::{Request, Scheme, Secret, Stamp, Timestamp, Verifier, sign};
//!
//! let scheme = Scheme::builtin("whitelabelcro")?;
//! let secret = Secret::from("a secret that the provider showed once");
//! let now = Timestamp::from_millis(1_790_000_000_000);
//!
//! let body = br#"{"id":12345,"type":"client.created","payload":{}}"#;
//! let signed = sign(&scheme, &secret, body, Stamp::at(now))?;
//! let headers: Vec<_> = signed
//!     .iter()
//!     .map(|(name, value)| (name.as_str(), value.as_bytes()))
//!     .collect();
//!
//! let verifier = Verifier::new(scheme, &[secret])?;
//! let event = verifier.verify(&Request::new(&headers, body), now)?;
//! assert_eq!(event.id, "12345");
//! assert_eq!(event.kind.as_deref(), Some("client.created"));
//! # Ok::<(), countersign::Error>(())
//! ```

mod algorithm;
mod base64;
mod check;
mod claim;
mod confidence;
mod dedup_on;
mod digest;
mod equality;
mod error;
mod event;
mod excerpt;
#[cfg(feature = "explain")]
pub mod explain;
mod fields;
mod form;
mod handshake;
mod hashed;
mod hmac_sha256;
mod json;
mod json_digest;
mod json_value;
mod object;
mod part;
mod pointer;
mod read;
mod request;
mod retries;
mod rfc3339;
mod scanner;
mod scheme;
#[cfg(feature = "builtin")]
mod schemes;
mod secret;
mod sha256;
mod sign;
mod signature;
mod template;
mod timestamp;
mod variant;
mod verify;

pub use confidence::Confidence;
pub use error::{Error, Result};
pub use event::Event;
pub use excerpt::Excerpt;
pub use handshake::Answer;
pub use hashed::{HostHash, Piece, Progress};
pub use json_value::Json;
pub use read::{Fault, read_json};
pub use request::{Header, Lines, Request, Target};
pub use retries::Retries;
pub use scheme::Scheme;
#[cfg(feature = "builtin")]
pub use schemes::builtin_ids;
pub use secret::Secret;
pub use sign::{Signed, Stamp, sign, sign_request};
pub use timestamp::{Timestamp, Tolerance};
pub use verify::Verifier;
