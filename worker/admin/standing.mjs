// How inboxes stand: what each counted, and what waits in it.

import { ask, forEach, inboxesOf } from "./inboxes.mjs";
import { showTime } from "./time.mjs";

const NOTHING_WAITS = { pending: 0, parked: 0, under_way: 0, breaker: "closed" };

/** What each inbox says of itself; `up` says whether it answers. */
export async function standings(house) {
  const nothingSent = {
    delivered: 0,
    retried: 0,
    parked: 0,
    probes: 0,
    latency: { buckets: [...house.bounds_ms, Infinity].map(() => 0), sum_ms: 0 },
  };
  return forEach(inboxesOf(house), async (inbox) => {
    const { source, shard } = inbox;
    let answer;
    try {
      answer = await ask(house, inbox, "/stats");
    } catch {
      return { source, shard, up: false };
    }
    const { rows_written, counters, destinations } = answer;
    // Who counts wants to see the first, so nothing is a number too.
    for (const name of house.sources.get(source).destinations) {
      destinations[name] ??= NOTHING_WAITS;
      counters.destinations[name] ??= nothingSent;
    }
    return { source, shard, up: true, rows_written, counters, destinations };
  });
}

/** All of it, for an operator. */
export async function stats(house) {
  const inboxes = await standings(house);
  for (const { destinations = {} } of inboxes) {
    for (const [name, standing] of Object.entries(destinations)) {
      const { open_since } = standing;
      if (open_since !== undefined) destinations[name] = { ...standing, open_since: showTime(open_since) };
    }
  }
  const rejected = house.tallies.map(({ source, rejected }) => [source, Object.fromEntries(rejected)]);
  return { version: house.version, inboxes, rejected: Object.fromEntries(rejected) };
}
