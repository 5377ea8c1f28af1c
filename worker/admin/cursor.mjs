// How far pages have come, as letters without a meaning to an operator.

import { invalid } from "./problem.mjs";

/** `kind` is the address that gives and takes it. */
export function writeCursor(kind, { inbox: { source, shard }, position }) {
  const bytes = new TextEncoder().encode(JSON.stringify([kind, { inbox: { source, shard }, position }]));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Reads what `writeCursor` wrote: `{ inbox, position }`, of which a page may have no position. */
export function readCursor(kind, text) {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const [ownKind, { inbox, position }] = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const isInbox = typeof inbox.source === "string" && Number.isInteger(inbox.shard);
    const isPosition = Number.isSafeInteger(position?.received_at)
      && typeof position.key === "string" && typeof position.destination === "string";
    if (ownKind === kind && isInbox && (isPosition || (kind === "replayed" && position === null))) {
      return { inbox, position };
    }
  } catch {
    // It is refused below.
  }
  throw invalid("cursor", "what an answer of this address gave as next is expected");
}
