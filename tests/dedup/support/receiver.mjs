// A receiver of webhooks, for a process of its own.

import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import { CLIENTS } from "./redis.mjs";

/** What became of an event, and how that is answered. */
const STATUS = { handled: 200, duplicate: 200, in_progress: 503, lost: 503 };

/**
 * Serves, and tells the parent process where, and of each handler that begins.
 * Those that come to their end leave the id of their process in a list of the
 * event's. Once the parent says `stall`, handlers do not come to an end.
 *
 * @param settings `{ redis, client, scheme, secret, scope, lease, work }`: the
 * port of Redis and the client's name, and how long a handler works, in
 * milliseconds.
 */
export async function serve({ Verifier, webhook, Dedup, RedisStore }, settings) {
  const { client, send } = await CLIENTS[settings.client](settings.redis);
  const dedup = new Dedup(new RedisStore(client), { scope: settings.scope, lease: settings.lease });
  const verifier = new Verifier(settings.scheme, settings.secret);

  let stalls = false;
  process.once("message", () => (stalls = true));

  const server = createServer(
    webhook(verifier, async (event, _request, response) => {
      const { status } = await dedup.once(event, async () => {
        process.send({ started: event.id, stalls });
        await (stalls ? new Promise(() => {}) : wait(settings.work));
        await send("RPUSH", `ran:${event.id}`, String(process.pid));
      });
      response.writeHead(STATUS[status]).end(status);
    }),
  );
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}
