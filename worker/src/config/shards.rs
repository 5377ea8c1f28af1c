//! Which of a source's inboxes a key belongs to: its shard.
//!
//! When the number of inboxes changes, some keys move to another one. What was
//! accepted stays where it is, and is delivered from there. So that an event is not
//! accepted again elsewhere, the former inbox of its key is asked first, for as long as
//! the former number is listed.

use sha2::{Digest as _, Sha256};

/// The inboxes of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shards {
    count: u32,
    /// The former counts, the oldest first.
    previous: Vec<u32>,
}

impl Shards {
    /// A source with so many inboxes now, and so many before.
    pub fn new(count: u32, previous: Vec<u32>) -> Self {
        Self { count, previous }
    }

    /// How often the number has changed. Of two Workers that disagree while a
    /// configuration is rolled out, the one with the higher one is right.
    pub fn generation(&self) -> u32 {
        self.previous.len().try_into().unwrap_or(u32::MAX)
    }

    /// All inboxes that may hold something.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        0..self.previous.iter().copied().fold(self.count, u32::max)
    }

    /// The shard of a dedup key.
    pub fn shard_for(&self, key: &str) -> u32 {
        jump(key, self.count)
    }

    /// The other shards that the key had.
    pub fn previous_shards_for(&self, key: &str) -> Vec<u32> {
        let shard = self.shard_for(key);
        let mut previous: Vec<_> = self.previous.iter().map(|count| jump(key, *count)).collect();
        previous.sort_unstable();
        previous.dedup();
        previous.retain(|earlier| *earlier != shard);
        previous
    }
}

/// Jump consistent hash (Lamping and Veach, 2014): where the count grows, a key
/// stays or goes to one of the new ones. What it gives must never change.
fn jump(key: &str, count: u32) -> u32 {
    if count <= 1 {
        return 0;
    }
    let digest = Sha256::digest(key);
    let mut seed = digest.iter().take(8).fold(0_u64, |seed, byte| seed << 8 | u64::from(*byte));
    let (mut shard, mut next) = (0, 0_u32);
    while next < count {
        shard = next;
        seed = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        let scale = (1_u64 << 31) as f64 / ((seed >> 33) + 1) as f64;
        // A float beyond the range becomes the last of it.
        next = (f64::from(shard + 1) * scale) as u32;
    }
    shard
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> impl Iterator<Item = String> {
        (0..10_000).map(|index| format!("evt_{index}"))
    }

    #[test]
    fn shards_of_known_keys_never_change() {
        let shards = |count| ["", "evt_1", "evt_2", "é"].map(|key| jump(key, count));
        assert_eq!(shards(1), [0, 0, 0, 0]);
        // From another implementation.
        assert_eq!(shards(4), [2, 1, 1, 1]);
        assert_eq!(shards(64), [22, 60, 39, 62]);
    }

    #[test]
    fn keys_are_spread_evenly() {
        for count in [2, 7, 64] {
            let mut sizes = vec![0_u32; 64];
            for key in keys() {
                if let Some(size) =
                    usize::try_from(jump(&key, count)).ok().and_then(|shard| sizes.get_mut(shard))
                {
                    *size += 1;
                }
            }
            let mean = 10_000 / count;
            let used = usize::try_from(count).unwrap_or(usize::MAX);
            assert!(
                sizes.iter().take(used).all(|size| size.abs_diff(mean) < mean / 2),
                "{sizes:?}"
            );
            assert_eq!(sizes.iter().sum::<u32>(), 10_000);
        }
    }

    #[test]
    fn a_key_stays_or_moves_to_a_new_shard() {
        for key in keys() {
            for count in 1..8 {
                let (before, after) = (jump(&key, count), jump(&key, count + 1));
                assert!(after == before || after == count);
            }
        }
    }

    #[test]
    fn previous_shards_exclude_the_present_one() {
        let shards = Shards::new(4, vec![1, 8, 1]);
        assert_eq!(shards.generation(), 3);
        assert_eq!(shards.all().count(), 8);
        for key in keys().take(100) {
            let (shard, previous) = (shards.shard_for(&key), shards.previous_shards_for(&key));
            assert!(!previous.contains(&shard));
            let expected = [0, jump(&key, 8)];
            assert!(previous.iter().all(|shard| expected.contains(shard)));
            assert!(expected.iter().all(|it| *it == shard || previous.contains(it)));
        }
        assert!(Shards::new(4, vec![]).previous_shards_for("evt_1").is_empty());
    }
}
