/** A difference between two byte sequences: the range in each. */
export interface Hunk {
  readonly before: readonly [start: number, end: number];
  readonly after: readonly [start: number, end: number];
}

/** How far the search for the next match goes, in bytes. */
const MAX_DISTANCE = 384;

/** The length of a match, in bytes: shorter ones are chance. */
const MIN_MATCH = 6;

/** The number of hunks, of which the last takes all the rest. */
const MAX_HUNKS = 5000;

/**
 * The differences between two byte sequences. A greedy search for the nearest match
 * after each difference: not always the shortest result, but in linear time.
 */
export function diff(before: Uint8Array, after: Uint8Array): Hunk[] {
  const hunks: Hunk[] = [];
  const tail = alikeAtEnd(before, after);
  const [beforeEnd, afterEnd] = [before.length - tail, after.length - tail];
  let [b, a] = [0, 0];
  while (b < beforeEnd || a < afterEnd) {
    if (b < beforeEnd && a < afterEnd && before[b] === after[a]) {
      b++;
      a++;
      continue;
    }
    const [skipB, skipA] =
      hunks.length < MAX_HUNKS
        ? (acrossSpace(before, b, beforeEnd, after, a, afterEnd) ?? nearest(before, b, beforeEnd, after, a, afterEnd))
        : [beforeEnd - b, afterEnd - a];
    hunks.push({ before: [b, b + skipB], after: [a, a + skipA] });
    b += skipB;
    a += skipA;
  }
  return joined(hunks);
}

function alikeAtEnd(one: Uint8Array, other: Uint8Array): number {
  const most = Math.min(one.length, other.length);
  // The common start does not count for the common end.
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let count = 0;
  while (count < most - start && one[one.length - 1 - count] === other[other.length - 1 - count]) count++;
  return count;
}

/** Skips white space alone, as reserialized JSON differs in nothing else. */
function acrossSpace(
  before: Uint8Array,
  b: number,
  beforeEnd: number,
  after: Uint8Array,
  a: number,
  afterEnd: number,
): [skipBefore: number, skipAfter: number] | undefined {
  const skipB = spaceAt(before, b, beforeEnd);
  const skipA = spaceAt(after, a, afterEnd);
  if (skipB + skipA === 0 || b + skipB >= beforeEnd || a + skipA >= afterEnd) return undefined;
  return before[b + skipB] === after[a + skipA] ? [skipB, skipA] : undefined;
}

function spaceAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === 0x20 || (bytes[at]! >= 0x09 && bytes[at]! <= 0x0d))) at++;
  return at - from;
}

function nearest(
  before: Uint8Array,
  b: number,
  beforeEnd: number,
  after: Uint8Array,
  a: number,
  afterEnd: number,
): [skipBefore: number, skipAfter: number] {
  for (let distance = 1; distance <= MAX_DISTANCE; distance++) {
    for (let skipB = 0; skipB <= distance; skipB++) {
      const skipA = distance - skipB;
      if (b + skipB > beforeEnd || a + skipA > afterEnd) continue;
      if (goOnAlike(before, b + skipB, beforeEnd, after, a + skipA, afterEnd)) return [skipB, skipA];
    }
  }
  return [beforeEnd - b, afterEnd - a];
}

function goOnAlike(
  before: Uint8Array,
  b: number,
  beforeEnd: number,
  after: Uint8Array,
  a: number,
  afterEnd: number,
): boolean {
  const [leftB, leftA] = [beforeEnd - b, afterEnd - a];
  if (leftB < MIN_MATCH || leftA < MIN_MATCH) {
    if (leftB !== leftA) return false;
  }
  for (let index = 0; index < Math.min(MIN_MATCH, leftB); index++) {
    if (before[b + index] !== after[a + index]) return false;
  }
  return true;
}

/** Joins adjacent hunks. */
function joined(hunks: readonly Hunk[]): Hunk[] {
  const all: Hunk[] = [];
  for (const hunk of hunks) {
    const last = all.at(-1);
    if (last && last.before[1] === hunk.before[0] && last.after[1] === hunk.after[0]) {
      all[all.length - 1] = { before: [last.before[0], hunk.before[1]], after: [last.after[0], hunk.after[1]] };
    } else all.push(hunk);
  }
  return all;
}
