//! Where an event stands in its inbox's table: at a number that its key hashes to.
//!
//! A table that is looked up by an integer keeps each body beside it, in one
//! tree. Looked up by a text it would need an index, and so another row written
//! for each event; or would keep the bodies within the index, which is slow.
//!
//! Two keys may hash to the same number. The second then stands at the first
//! free one of those that follow, and a key is looked for at all of them: what
//! stood before it may have been purged.

use std::ops::RangeInclusive;

use sha2::{Digest as _, Sha256};

/// An event stands at one of so many numbers. Of ten million events, one in a
/// hundred inboxes has two that want the same.
const CANDIDATES: i64 = 16;

/// The numbers at which the event of a key may stand, the first of them first.
/// All of them are integers of JavaScript. What this gives must never change.
pub fn candidates(key: &str) -> RangeInclusive<i64> {
    let digest = Sha256::digest(key);
    // 52 bits: the candidates that follow stay below 2^53.
    let first = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) >> 12;
    let first = i64::try_from(first).unwrap_or_default();
    first..=first + CANDIDATES - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_never_change() {
        // By sha256sum.
        for (key, first) in [("", 0xe_3b0c_4429_8fc1), ("evt_1", 0x7_d4e5_a76e_ae6d)] {
            assert_eq!(candidates(key), first..=first + 15, "{key}");
        }
    }

    /// What is tested with these two would otherwise not be.
    #[test]
    fn two_keys_hash_to_the_same() {
        assert_eq!(candidates("evt_66970928"), candidates("evt_119510867"));
    }
}
