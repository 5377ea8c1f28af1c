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
//! use countersign::{Request, Scheme, Secret, SignOptions, Timestamp, Verifier, sign};
//!
//! let scheme = Scheme::builtin("whitelabelcro")?;
//! let secret = Secret::from("a secret that the provider showed once");
//! let now = Timestamp::from_millis(1_790_000_000_000);
//!
//! let body = br#"{"id":12345,"type":"client.created","payload":{}}"#;
//! let signed = sign(&scheme, &secret, body, SignOptions::at(now))?;
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

mod crypto;
mod encoding;
mod error;
#[cfg(feature = "explain")]
pub mod explain;
mod json;
mod request;
mod scheme;
mod sign;
mod time;
mod verify;

pub use crypto::external_digest::ExternalDigest;
pub use error::{Error, Result};
#[cfg(feature = "json")]
pub use json::{decode::Fault, read::read_json, value::Json};
pub use request::{Header, HeaderTable, Request, Target};
#[cfg(feature = "builtin")]
pub use scheme::builtin::builtin_ids;
pub use scheme::{
    Scheme, confidence::Confidence, external_content::BaseSegment, placeholder::is_placeholder,
    retries::Retries, secret::Secret,
};
pub use sign::{SignOptions, SignedRequest, sign, sign_request};
pub use time::{Timestamp, Tolerance};
pub use verify::{
    Verifier, body_prefix::BodyPrefix, challenge::ChallengeResponse, event::Event, step::VerifyStep,
};
