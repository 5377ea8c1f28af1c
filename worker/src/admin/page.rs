//! A page of deliveries from many inboxes, the newest first.
//!
//! Each inbox gives its own newest, and they are merged. One that has no more to
//! give and is not done ends the page: what others have may be older than what
//! it has not given yet.

use std::collections::VecDeque;

use super::cursor::{InboxId, Place};
use crate::store::{Cursor, DeliveryView, Page};

/// What follows the name of a destination and precedes every longer one.
const JUST_AFTER: char = '\u{1}';

/// The position after which an inbox is asked, where a page ended at a place.
pub fn resume(inbox: &InboxId, last: &Place) -> Option<Cursor> {
    let mut position = last.position.clone()?;
    // In later inboxes, what stands at the very position was not shown.
    if *inbox > last.inbox {
        position.destination.push(JUST_AFTER);
    }
    Some(position)
}

/// Merges what inboxes gave, and takes at most so many: the deliveries, and the
/// place where the page ended, if it is not the last. Of one position the inbox
/// that stands first in `parts` comes first, which is the smaller.
pub fn merge(
    parts: impl IntoIterator<Item = (InboxId, Page)>,
    limit: usize,
) -> (Vec<DeliveryView>, Option<Place>) {
    let lanes = parts.into_iter().map(|(inbox, Page { deliveries, next })| Lane {
        inbox,
        deliveries: deliveries.into(),
        next,
    });
    let mut lanes: Vec<_> = lanes.collect();
    let mut deliveries = Vec::new();
    let mut end = None;
    loop {
        let first = lanes
            .iter_mut()
            .reduce(|first, other| if other.head() > first.head() { other } else { first });
        let Some((position, lane)) = first.and_then(|lane| Some((lane.head()?.clone(), lane)))
        else {
            return (deliveries, None);
        };
        if deliveries.len() == limit {
            return (deliveries, end);
        }
        end = Some(Place { inbox: lane.inbox.clone(), position: Some(position) });
        let Some(delivery) = lane.deliveries.pop_front() else {
            return (deliveries, end);
        };
        deliveries.push(delivery);
    }
}

/// What is left of what an inbox gave.
struct Lane {
    inbox: InboxId,
    deliveries: VecDeque<DeliveryView>,
    next: Option<Cursor>,
}

impl Lane {
    /// The position of its next delivery, or the one that it ends at.
    fn head(&self) -> Option<&Cursor> {
        self.deliveries.front().map(|delivery| &delivery.place).or(self.next.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::{cmp::Reverse, collections::BTreeSet};

    use super::*;
    use crate::admin::cursor::Kind;

    /// Numbers that look random, and are the same each time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, limit: usize) -> usize {
            let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
            self.0 = next.wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or_default() % limit
        }

        fn one_of<T: Copy + Default>(&mut self, values: &[T]) -> T {
            values.get(self.below(values.len())).copied().unwrap_or_default()
        }
    }

    /// Up to six inboxes, whose deliveries share many positions.
    fn inboxes(dice: &mut Dice) -> Vec<(InboxId, BTreeSet<Cursor>)> {
        (0..=dice.below(6))
            .map(|shard| {
                let source = if shard < 2 { "a" } else { "b" }.to_owned();
                let inbox = InboxId { source, shard: shard.try_into().unwrap_or_default() };
                let places = (0..dice.below(30)).map(|_| Cursor {
                    received_at: dice.one_of(&[0, 1, 2, 3]),
                    // The second precedes the third in UTF-8, and follows it in UTF-16.
                    key: dice.one_of(&["a", "\u{ffee}", "\u{1f600}", "b"]).to_owned(),
                    destination: dice.one_of(&["", "app", "app-2"]).to_owned(),
                });
                (inbox, places.collect())
            })
            .collect()
    }

    /// What is asked for is not everything.
    fn is_wanted(place: &Cursor) -> bool {
        place.received_at != 2
    }

    fn view(place: &Cursor) -> DeliveryView {
        DeliveryView { place: place.clone(), ..DeliveryView::default() }
    }

    /// An inbox's answer: it ends after a few were looked at.
    fn ask(places: &BTreeSet<Cursor>, after: Option<&Cursor>, scanned: usize) -> Page {
        let rest = places.iter().rev().filter(|place| after.is_none_or(|after| *place < after));
        let seen: Vec<_> = rest.take(scanned).collect();
        Page {
            deliveries: seen.iter().filter(|place| is_wanted(place)).map(|it| view(it)).collect(),
            next: seen.last().filter(|_| seen.len() == scanned).map(|place| (*place).clone()),
        }
    }

    #[test]
    fn pages_hold_each_delivery_once_and_the_newest_first() -> serde_json::Result<()> {
        let mut dice = Dice(1);
        for _ in 0..1000 {
            let all = inboxes(&mut dice);
            let mut shown = Vec::new();
            let mut seen: Option<Place> = None;
            for turn in 0.. {
                assert!(turn < 1000, "it comes to no end");
                let limit = 1 + dice.below(9);
                let parts = all.iter().map(|(inbox, places)| {
                    let after = seen.as_ref().and_then(|seen| resume(inbox, seen));
                    (inbox.clone(), ask(places, after.as_ref(), 1 + dice.below(8)))
                });
                let (page, end) = merge(parts.collect::<Vec<_>>(), limit);
                assert!(page.len() <= limit);
                shown.extend(page.into_iter().map(|delivery| delivery.place));
                let Some(end) = end else { break };
                seen = Place::read(Kind::Listed, &end.write(Kind::Listed)?).ok();
                assert_eq!(seen, Some(end));
            }
            let wanted = all.iter().flat_map(|(_, places)| places).filter(|place| is_wanted(place));
            let mut expected: Vec<_> = wanted.cloned().collect();
            expected.sort_by_key(|place| Reverse(place.clone()));
            assert_eq!(shown, expected);
        }
        Ok(())
    }
}
