// The processes beside the servers: the destination, and the null server.

import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const DRAIN_MS = 120_000;

async function launch(name) {
  const child = fork(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)));
  const [{ port }] = await once(child, "message");
  return { child, port, stop: () => child.disconnect() };
}

/** Starts the null server. */
export const startNullServer = () => launch("null-server");

/** Starts the destination. */
export async function startSink() {
  const { child, port, stop } = await launch("sink");
  const received = async () => {
    child.send({});
    const [message] = await once(child, "message");
    return message.received;
  };
  /** Resolves once `count` requests came in all. */
  const until = async (count) => {
    const deadline = Date.now() + DRAIN_MS;
    for (;;) {
      const now = await received();
      if (now >= count) return;
      if (Date.now() > deadline) throw new Error(`${now} of ${count} deliveries came`);
      await sleep(10);
    }
  };
  return { url: `http://127.0.0.1:${port}/`, received, until, stop };
}
