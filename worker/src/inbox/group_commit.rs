//! What waits to be stored together: who sees to it, and how much there may be.
//! The events themselves wait outside of the WebAssembly, which they may outlive.

/// At most so many wait.
const MOST: usize = 1000;

/// At most so many bytes of them. An object has 128 MB in all.
const MOST_BYTES: usize = 32 << 20;

/// Whoever is to take a group and did not within this time is gone.
const LOST_MS: i64 = 1000;

/// Who comes so long after the last group was on disk is likely to be alone.
const QUIET_MS: i64 = 5;

/// What came since the last group was taken.
pub struct Group {
    members: usize,
    bytes: usize,
    /// Since when somebody is to take it.
    called_at: i64,
    /// Since when the last one is on disk; none while it is not.
    stored_at: Option<i64>,
}

/// What whoever joins has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Take the group at once.
    FlushNow,
    /// See to it that the group is taken soon.
    Lead,
    /// Nothing: somebody sees to it.
    Follow,
}

impl Default for Group {
    fn default() -> Self {
        Self { members: 0, bytes: 0, called_at: 0, stored_at: Some(i64::MIN) }
    }
}

impl Group {
    /// Adds one of a size; none where it would be too much.
    pub fn enqueue(&mut self, size: usize, now: i64) -> Option<Role> {
        let bytes = self.bytes.saturating_add(size);
        if self.members >= MOST || bytes > MOST_BYTES {
            return None;
        }
        let is_first = self.members == 0 || now.saturating_sub(self.called_at) > LOST_MS;
        self.members += 1;
        self.bytes = bytes;
        if !is_first {
            return Some(Role::Follow);
        }
        self.called_at = now;
        let is_quiet = self.stored_at.is_some_and(|at| now.saturating_sub(at) > QUIET_MS);
        Some(if is_quiet { Role::FlushNow } else { Role::Lead })
    }

    /// Takes all of it.
    pub fn begin_commit(&mut self) {
        self.stored_at = None;
        self.bytes = 0;
        self.members = 0;
    }

    /// What was taken is on disk.
    pub fn mark_durable(&mut self, now: i64) {
        self.stored_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That has stored something just now.
    fn busy() -> Group {
        Group { stored_at: Some(0), ..Group::default() }
    }

    #[test]
    fn the_first_of_each_group_sees_to_it() {
        let mut group = busy();
        assert_eq!(group.enqueue(1, 0), Some(Role::Lead));
        assert_eq!(group.enqueue(1, 0), Some(Role::Follow));
        group.begin_commit();
        assert_eq!(group.enqueue(1, 1), Some(Role::Lead));
        assert_eq!(group.enqueue(1, 1), Some(Role::Follow));
    }

    #[test]
    fn who_comes_when_all_is_quiet_waits_for_nobody() {
        let mut group = Group::default();
        assert_eq!(group.enqueue(1, 0), Some(Role::FlushNow));
        group.begin_commit();
        // However long the disk takes, it is not quiet meanwhile.
        assert_eq!(group.enqueue(1, 1000), Some(Role::Lead));
        group.begin_commit();
        group.mark_durable(2000);
        assert_eq!(group.enqueue(1, 2000 + QUIET_MS), Some(Role::Lead));
        group.begin_commit();
        group.mark_durable(3000);
        assert_eq!(group.enqueue(1, 3001 + QUIET_MS), Some(Role::FlushNow));
    }

    #[test]
    fn another_sees_to_it_where_the_first_is_gone() {
        let mut group = busy();
        assert_eq!(group.enqueue(1, 0), Some(Role::Lead));
        assert_eq!(group.enqueue(1, LOST_MS), Some(Role::Follow));
        assert_eq!(group.enqueue(1, LOST_MS + 1), Some(Role::FlushNow));
        assert_eq!(group.enqueue(1, LOST_MS + 1), Some(Role::Follow));
    }

    #[test]
    fn no_more_than_its_limits_wait() {
        let mut group = Group::default();
        let joined = (0..2 * MOST).filter(|_| group.enqueue(1, 0).is_some()).count();
        assert_eq!(joined, MOST);
        group.begin_commit();
        assert!(group.enqueue(MOST_BYTES - 1, 0).is_some());
        assert!(group.enqueue(2, 0).is_none());
        assert!(group.enqueue(1, 0).is_some());
        group.begin_commit();
        assert!(group.enqueue(1, 0).is_some());
    }
}
