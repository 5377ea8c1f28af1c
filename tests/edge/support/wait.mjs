// Waits for what has to come true, within bounds.

import { setTimeout as sleep } from "node:timers/promises";

/** Resolves once `condition()` holds; throws what it was waiting for after `ms`. */
export async function until(what, condition, ms = 30_000) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    await sleep(20);
  }
}

/** Resolves after `ms`, for what must not come true. */
export const settled = (ms) => sleep(ms);
