//! The countersignature: the filter signs what it forwards, by Standard Webhooks.

use countersign::{Error, Result, Scheme, Secret, SignOptions, Timestamp, sign};
use sha2::{Digest as _, Sha256};

/// Whether a secret can countersign.
///
/// # Errors
///
/// [`Error::InvalidSecret`].
pub fn check(secret: &Secret) -> Result<()> {
    headers(secret, "check", b"", Timestamp::from_millis(0)).map(drop)
}

/// The headers of one attempt. `id` is the same in each attempt at a delivery, `now` is
/// not: so a late one is as fresh as the first.
///
/// # Errors
///
/// [`Error::InvalidSecret`].
pub fn headers(
    secret: &Secret,
    id: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<Vec<(String, String)>, Error> {
    let scheme = Scheme::builtin("standard-webhooks")?;
    sign(&scheme, secret, body, SignOptions::at(now).with_id(Some(id)))
}

/// The id of an event at its destinations, where those of several sources meet.
///
/// A dedup key that a header cannot hold is hashed. So is one with a dot: the
/// signed content has dots between its parts, and must be read in one way only.
pub fn message_id(source: &str, dedup_key: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if dedup_key.len() <= 128 && dedup_key.bytes().all(is_plain) {
        format!("{source}:{dedup_key}")
    } else {
        format!("{source}:{}", hex::encode(Sha256::digest(dedup_key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_a_header_cannot_hold_is_hashed() {
        assert_eq!(message_id("optimo", "evt_1"), "optimo:evt_1");
        for key in ["a.b", "é", "a\nb", &"a".repeat(129)] {
            let id = message_id("optimo", key);
            assert_eq!(id.len(), "optimo:".len() + 64, "{id}");
        }
    }
}
