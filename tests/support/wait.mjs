// Waits for what has to come true, within bounds.

import { setTimeout as sleep } from "node:timers/promises";

/**
 * Resolves once `condition()` holds; throws what it was waiting for after `ms`, which
 * no machine needs that is at work on it.
 */
export async function until(what, condition, ms = 120_000) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    await sleep(20);
  }
}

/** What `read` gives once it has given the same for `ms`. */
export async function steady(what, read, ms = 1000) {
  let value = await read();
  let since = Date.now();
  await until(`${what} to be steady`, async () => {
    const now = await read();
    if (now !== value) [value, since] = [now, Date.now()];
    return Date.now() - since >= ms;
  });
  return value;
}

/** Resolves after `ms`, for what must not come true. */
export const settled = (ms) => sleep(ms);
