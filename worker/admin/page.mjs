// A page of deliveries from many inboxes, the newest first.
//
// Each inbox gives its own newest, and they are merged. One that has no more to
// give and is not done ends the page: what others have may be older than what
// it has not given yet.

/** As SQLite compares texts: by their bytes in UTF-8, which is by code points. */
function compareTexts(one, another) {
  const [left, right] = [one, another].map((text) => new TextEncoder().encode(text));
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
}

/** Negative where `one` comes first. */
function compareInboxes(one, another) {
  return compareTexts(one.source, another.source) || one.shard - another.shard;
}

/** Negative where `one` comes first. */
function comparePositions(one, another) {
  return (
    another.received_at - one.received_at
    || compareTexts(another.key, one.key)
    || compareTexts(another.destination, one.destination)
  );
}

const positionOf = ({ received_at, key, destination }) => ({ received_at, key, destination });

/** The position after which an inbox is asked, where a page ended at a place. */
export function resume(inbox, { inbox: last, position }) {
  // In the inboxes that come later, what stands at the very position was not
  // shown. No name of a destination lies between this one and itself with a
  // control character.
  const isLater = compareInboxes(inbox, last) > 0;
  return isLater ? { ...position, destination: `${position.destination}\u0001` } : position;
}

/**
 * Merges what inboxes gave, and takes at most so many: the deliveries, and the
 * place where the page ended, if it is not the last. Of one position the inbox
 * that stands first in `parts` comes first, which is the smaller.
 */
export function merge(parts, limit) {
  const lanes = parts.map(({ inbox, deliveries, next }) => ({ inbox, deliveries, next, index: 0 }));
  const page = [];
  let last = null;
  for (;;) {
    const heads = lanes.flatMap((lane) => {
      const delivery = lane.deliveries[lane.index];
      const stop = delivery ?? lane.next;
      return stop ? [{ lane, delivery, inbox: lane.inbox, position: positionOf(stop) }] : [];
    });
    if (!heads.length) return { page, end: null };
    if (page.length === limit) return { page, end: last };
    const first = heads.reduce((one, another) => {
      return comparePositions(one.position, another.position) <= 0 ? one : another;
    });
    last = { inbox: first.inbox, position: first.position };
    if (!first.delivery) return { page, end: last };
    page.push(first.delivery);
    first.lane.index += 1;
  }
}
