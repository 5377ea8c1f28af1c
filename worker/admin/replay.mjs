// Replays deliveries by what they are, a batch at a time: one inbox after
// another, so that each batch knows where the next one begins.

import { readCursor, writeCursor } from "./cursor.mjs";
import { ask, inboxesOf } from "./inboxes.mjs";
import { readSelection } from "./selection.mjs";

/** A batch asks inboxes so often. */
const MOST_CALLS = 32;

export async function replayMany(house, { source: [source] = [], cursor: [cursor] = [], ...rest }) {
  const { question, limit } = readSelection(rest);
  const inboxes = inboxesOf(house, source);
  let { inbox, position } = cursor ? readCursor("replayed", cursor) : { inbox: inboxes[0], position: null };
  let index = inboxes.findIndex(({ source, shard }) => source === inbox.source && shard === inbox.shard);
  // What it names is no longer configured.
  if (index < 0) index = inboxes.length;

  let replayed = 0;
  for (let calls = 0; calls < MOST_CALLS && replayed < limit && index < inboxes.length; calls++) {
    let answer;
    try {
      const asked = { ...question, limit: limit - replayed, cursor: position };
      answer = await ask(house, inboxes[index], "/replay-many", asked);
    } catch (error) {
      // What was replayed is said; the next batch begins here.
      if (replayed) break;
      throw error;
    }
    replayed += answer.replayed;
    position = answer.next;
    if (!position) index += 1;
  }
  const next = index < inboxes.length ? { inbox: inboxes[index], position } : null;
  house.log({ outcome: "replayed", source, count: replayed });
  return { replayed, next: next && writeCursor("replayed", next) };
}
