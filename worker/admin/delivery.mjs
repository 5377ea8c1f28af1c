// A delivery as an operator sees it: with times to read, and by the event's
// name. Never with a header or a body.

import { showTime } from "./time.mjs";

/** `delivery` is as an inbox tells of it. */
export function present({ source, key, id, type, time, tenant, ...delivery }) {
  return {
    event: `${source}:${key}`,
    source,
    id,
    type,
    time: showTime(time),
    tenant,
    received_at: showTime(delivery.received_at),
    erased: delivery.is_erased,
    // What no route wants goes nowhere.
    destination: delivery.destination || null,
    state: delivery.state,
    attempts: delivery.attempts,
    due_at: showTime(delivery.due_at),
    ended_at: showTime(delivery.ended_at),
    log: delivery.log.map((attempt) => ({ ...attempt, at: showTime(attempt.at) })),
  };
}
