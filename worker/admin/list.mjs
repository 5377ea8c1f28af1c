// Deliveries by what they are, from all inboxes.

import { readCursor, writeCursor } from "./cursor.mjs";
import { present } from "./delivery.mjs";
import { ask, forEach, inboxesOf } from "./inboxes.mjs";
import { merge, resume } from "./page.mjs";
import { readSelection } from "./selection.mjs";

/** An inbox with few deliveries on a page need not send many. */
const LEAST_ASKED = 20;

export async function list(house, { source: [source] = [], cursor: [cursor] = [], ...rest }) {
  const { question, limit } = readSelection(rest);
  const seen = cursor && readCursor("listed", cursor);
  const inboxes = inboxesOf(house, source);
  // Twice its share of the page: more would mostly be for nothing.
  const share = Math.max(Math.ceil((2 * limit) / inboxes.length), LEAST_ASKED);
  const parts = await forEach(inboxes, async (inbox) => {
    const after = seen && resume(inbox, seen);
    const part = await ask(house, inbox, "/list", { ...question, limit: Math.min(share, limit), cursor: after });
    return { inbox, ...part };
  });
  const { page, end } = merge(parts, limit);
  return { deliveries: page.map(present), next: end && writeCursor("listed", end) };
}
