//! The row of an event in its inbox's table: an integer that its key hashes to.
//!
//! A table that is looked up by an integer keeps each body beside it, in one tree.
//! Looked up by a text it would need an index, and so another row written for each
//! event; or would keep the bodies within the index, which is slow.
//!
//! Keys may collide. The second then takes the first free row of those that follow,
//! and a lookup goes through all of them: what stood before it may have been purged.

use std::ops::RangeInclusive;

use sha2::{Digest as _, Sha256};

/// How many rows a key may take. Of ten million events, one in a hundred inboxes has
/// two keys that collide.
const PROBES: i64 = 16;

/// The row ids that the event of a key may have, the preferred one first. All of them
/// are integers of JavaScript. They are on disk: what this gives must never change.
pub fn probe_range(key: &str) -> RangeInclusive<i64> {
    let digest = Sha256::digest(key);
    // 52 bits: the probes that follow stay below 2^53.
    let first = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) >> 12;
    let first = i64::try_from(first).unwrap_or_default();
    first..=first + PROBES - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probe_range_of_known_keys_never_changes() {
        // By sha256sum.
        for (key, first) in [("", 0xe_3b0c_4429_8fc1), ("evt_1", 0x7_d4e5_a76e_ae6d)] {
            assert_eq!(probe_range(key), first..=first + 15, "{key}");
        }
    }

    /// Tests elsewhere take these two for keys that collide.
    #[test]
    fn two_known_keys_collide() {
        assert_eq!(probe_range("evt_66970928"), probe_range("evt_119510867"));
    }
}
