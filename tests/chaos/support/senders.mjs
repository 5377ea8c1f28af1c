// Providers that send at the same time, and what they were told.

import { setTimeout as sleep } from "node:timers/promises";

import { providers, request } from "../../support/providers.mjs";

const sources = Object.keys(providers);
let made = 0;

/** Every event that was sent, with every answer to it. */
export class Ledger {
  /** By `source:body`, which no two events share. */
  events = new Map();

  /** A new event of some provider. */
  next() {
    const source = sources[made % sources.length];
    const event = providers[source].event(++made, Date.now());
    const entry = { source, event, accepted: 0, duplicates: 0, refusals: [] };
    this.events.set(`${source}:${JSON.stringify(event)}`, entry);
    return entry;
  }

  /** Those for which the filter has taken responsibility. */
  acknowledged() {
    return [...this.events.values()].filter((entry) => entry.accepted + entry.duplicates > 0);
  }

  /** Those that were sent, and of which the sender does not know. */
  unanswered() {
    return [...this.events.values()].filter((entry) => entry.accepted + entry.duplicates === 0);
  }
}

/**
 * Sends an event, signed at this moment, and notes the answer. Resolves to
 * what the filter said, or to nothing where it gave no answer.
 */
export async function send(filter, entry) {
  const { source, event } = entry;
  const began = performance.now();
  let response;
  let answer;
  try {
    response = await filter.post(source, request(source, { event }));
    answer = await response.json();
  } catch {
    return undefined;
  }
  entry.ms = performance.now() - began;
  if (response.status !== 200) {
    entry.refusals.push(response.status);
    return answer.code;
  }
  entry.id = `${source}:${answer.id}`;
  if (answer.status === "accepted") entry.accepted++;
  else entry.duplicates++;
  return answer.status;
}

/** Sends new events from `count` senders at once, until told to stop. */
export function startLoad(filter, ledger, { count, pause }) {
  let isOver = false;
  const sender = async () => {
    while (!isOver) {
      await send(filter, ledger.next());
      await sleep(pause());
    }
  };
  const senders = Promise.all(Array.from({ length: count }, sender));
  return () => {
    isOver = true;
    return senders;
  };
}
