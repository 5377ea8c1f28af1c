//! Group commit: which request flushes the group that waits, and how much may wait.
//! The events themselves wait outside of the WebAssembly, which they may outlive.

/// The most events that wait.
const MAX_MEMBERS: usize = 1000;

/// The most bytes of them. An object has 128 MB in all.
const MAX_BYTES: usize = 32 << 20;

/// A leader that has not flushed after this long is assumed cancelled: another is
/// elected.
const LEADER_TIMEOUT_MS: i64 = 1000;

/// An event that comes so long after the last group was durable is likely to be alone.
const QUIET_MS: i64 = 5;

/// What came since the last flush began.
pub struct GroupCommit {
    members: usize,
    bytes: usize,
    /// When the leader of the group was elected.
    elected_at: i64,
    /// When the last group became durable; none until it is.
    durable_at: Option<i64>,
}

/// What a request has to do for the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Flush the group at once.
    FlushNow,
    /// Flush the group soon.
    Lead,
    /// Nothing: another request flushes it.
    Follow,
}

impl Default for GroupCommit {
    fn default() -> Self {
        Self { members: 0, bytes: 0, elected_at: 0, durable_at: Some(i64::MIN) }
    }
}

impl GroupCommit {
    /// Adds an event of a size; none where it would be too much.
    pub fn enqueue(&mut self, size: usize, now: i64) -> Option<Role> {
        let bytes = self.bytes.saturating_add(size);
        if self.members >= MAX_MEMBERS || bytes > MAX_BYTES {
            return None;
        }
        let is_first = self.members == 0 || now.saturating_sub(self.elected_at) > LEADER_TIMEOUT_MS;
        self.members += 1;
        self.bytes = bytes;
        if !is_first {
            return Some(Role::Follow);
        }
        self.elected_at = now;
        let is_quiet = self.durable_at.is_some_and(|at| now.saturating_sub(at) > QUIET_MS);
        Some(if is_quiet { Role::FlushNow } else { Role::Lead })
    }

    /// The group is flushed: a new one begins.
    pub fn begin_commit(&mut self) {
        self.durable_at = None;
        self.bytes = 0;
        self.members = 0;
    }

    /// The group that was flushed is on disk.
    pub fn mark_durable(&mut self, now: i64) {
        self.durable_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One that became durable just now.
    fn busy() -> GroupCommit {
        GroupCommit { durable_at: Some(0), ..GroupCommit::default() }
    }

    #[test]
    fn the_first_of_each_group_leads() {
        let mut group = busy();
        assert_eq!(group.enqueue(1, 0), Some(Role::Lead));
        assert_eq!(group.enqueue(1, 0), Some(Role::Follow));
        group.begin_commit();
        assert_eq!(group.enqueue(1, 1), Some(Role::Lead));
        assert_eq!(group.enqueue(1, 1), Some(Role::Follow));
    }

    #[test]
    fn an_event_that_comes_when_all_is_quiet_is_flushed_now() {
        let mut group = GroupCommit::default();
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
    fn another_flushes_where_the_leader_timed_out() {
        let mut group = busy();
        assert_eq!(group.enqueue(1, 0), Some(Role::Lead));
        assert_eq!(group.enqueue(1, LEADER_TIMEOUT_MS), Some(Role::Follow));
        assert_eq!(group.enqueue(1, LEADER_TIMEOUT_MS + 1), Some(Role::FlushNow));
        assert_eq!(group.enqueue(1, LEADER_TIMEOUT_MS + 1), Some(Role::Follow));
    }

    #[test]
    fn events_beyond_the_limits_are_refused() {
        let mut group = GroupCommit::default();
        let joined = (0..2 * MAX_MEMBERS).filter(|_| group.enqueue(1, 0).is_some()).count();
        assert_eq!(joined, MAX_MEMBERS);
        group.begin_commit();
        assert!(group.enqueue(MAX_BYTES - 1, 0).is_some());
        assert!(group.enqueue(2, 0).is_none());
        assert!(group.enqueue(1, 0).is_some());
        group.begin_commit();
        assert!(group.enqueue(1, 0).is_some());
    }
}
