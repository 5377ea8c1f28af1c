//! Which of a source's inboxes an event belongs to.
//!
//! Where the number of inboxes changes, some events belong to another than
//! before. What was accepted stays where it is, and is delivered from there. So
//! that an event is not accepted again elsewhere, the inbox that it belonged to
//! is asked first, for as long as that number is listed as an earlier one.

use sha2::{Digest as _, Sha256};

/// The inboxes of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shards {
    count: u32,
    /// The earlier counts, the oldest first.
    earlier: Vec<u32>,
}

impl Shards {
    /// So many, and how many there were before.
    pub fn new(count: u32, earlier: Vec<u32>) -> Self {
        Self { count, earlier }
    }

    /// How often the number has changed. Of two Workers that disagree while a
    /// configuration is rolled out, the one with the higher one is right.
    pub fn generation(&self) -> u32 {
        self.earlier.len().try_into().unwrap_or(u32::MAX)
    }

    /// All inboxes that may hold something.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        0..self.earlier.iter().copied().fold(self.count, u32::max)
    }

    /// The inbox that an event belongs to, by its dedup key.
    pub fn home(&self, key: &str) -> u32 {
        jump(key, self.count)
    }

    /// The others that it belonged to.
    pub fn earlier_homes(&self, key: &str) -> Vec<u32> {
        let home = self.home(key);
        let mut homes: Vec<_> = self.earlier.iter().map(|count| jump(key, *count)).collect();
        homes.sort_unstable();
        homes.dedup();
        homes.retain(|earlier| *earlier != home);
        homes
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
    let (mut home, mut next) = (0, 0_u32);
    while next < count {
        home = next;
        seed = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        let scale = (1_u64 << 31) as f64 / ((seed >> 33) + 1) as f64;
        // A float beyond the range becomes the last of it.
        next = (f64::from(home + 1) * scale) as u32;
    }
    home
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> impl Iterator<Item = String> {
        (0..10_000).map(|index| format!("evt_{index}"))
    }

    #[test]
    fn homes_never_change() {
        let homes = |count| ["", "evt_1", "evt_2", "é"].map(|key| jump(key, count));
        assert_eq!(homes(1), [0, 0, 0, 0]);
        // From another implementation.
        assert_eq!(homes(4), [2, 1, 1, 1]);
        assert_eq!(homes(64), [22, 60, 39, 62]);
    }

    #[test]
    fn events_are_spread_evenly() {
        for count in [2, 7, 64] {
            let mut sizes = vec![0_u32; 64];
            for key in keys() {
                if let Some(size) =
                    usize::try_from(jump(&key, count)).ok().and_then(|home| sizes.get_mut(home))
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
    fn a_key_stays_or_goes_to_a_new_one() {
        for key in keys() {
            for count in 1..8 {
                let (before, after) = (jump(&key, count), jump(&key, count + 1));
                assert!(after == before || after == count);
            }
        }
    }

    #[test]
    fn only_homes_that_differ_are_asked() {
        let shards = Shards::new(4, vec![1, 8, 1]);
        assert_eq!(shards.generation(), 3);
        assert_eq!(shards.all().count(), 8);
        for key in keys().take(100) {
            let (home, earlier) = (shards.home(&key), shards.earlier_homes(&key));
            assert!(!earlier.contains(&home));
            let expected = [0, jump(&key, 8)];
            assert!(earlier.iter().all(|home| expected.contains(home)));
            assert!(expected.iter().all(|it| *it == home || earlier.contains(it)));
        }
        assert!(Shards::new(4, vec![]).earlier_homes("evt_1").is_empty());
    }
}
