/** A place where two runs of bytes differ: what is in one, and what in the other. */
export interface Hunk {
  readonly before: readonly [start: number, end: number];
  readonly after: readonly [start: number, end: number];
}

/** How far it is looked for a place from which both go on alike. */
const FARTHEST = 384;

/** So many bytes alike are no chance. */
const ALIKE = 6;

/** More hunks than these nobody reads: the rest is one. */
const MOST_HUNKS = 5000;

/**
 * Where two runs of bytes differ. It goes from one end to the other, and at each
 * difference takes the nearest place from which both go on alike: not always
 * the shortest answer, but one in time that grows with the size alone.
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
      hunks.length < MOST_HUNKS
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
  // What is alike from the start is not of the end.
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let count = 0;
  while (count < most - start && one[one.length - 1 - count] === other[other.length - 1 - count]) count++;
  return count;
}

/** Where only white space differs, as in JSON that was written again, it goes on behind it. */
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
  for (let distance = 1; distance <= FARTHEST; distance++) {
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
  if (leftB < ALIKE || leftA < ALIKE) {
    if (leftB !== leftA) return false;
  }
  for (let index = 0; index < Math.min(ALIKE, leftB); index++) {
    if (before[b + index] !== after[a + index]) return false;
  }
  return true;
}

/** Hunks that touch are one. */
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
