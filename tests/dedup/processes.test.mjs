// Several processes with one Redis, and what becomes of the events of one that
// is killed, or stands still, in the middle of its handlers.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { at } from "../support/files.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";
import { CLIENTS, noRedis, passTime, startRedis } from "./support/redis.mjs";

const { sign } = (await loadPackage()).esm;

const SCHEME = "bottlecrm";
const SECRET = "a secret";

const EVENTS = 10_000;
const TIMES = 4;
const AT_ONCE = 64;
/** How many handlers a process is in when it is killed, at least. */
const IN_HANDLERS = 10;
const LIMIT_MS = 120_000;

const skip = noRedis();
const folder = projectFolder();
writeFileSync(
  join(folder, "receiver.mjs"),
  `import { Verifier } from "countersign";
   import { Dedup, RedisStore } from "countersign/dedup";
   import { webhook } from "countersign/node";
   import { serve } from ${JSON.stringify(pathToFileURL(at("tests/dedup/support/receiver.mjs")))};
   await serve({ Verifier, webhook, Dedup, RedisStore }, JSON.parse(process.argv[2]));`,
);

/** A receiver in a process of its own, and the events whose handlers have begun, and stalled. */
async function startReceiver(settings) {
  const given = JSON.stringify({ scheme: SCHEME, secret: SECRET, ...settings });
  const child = fork(join(folder, "receiver.mjs"), [given]);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const receiver = { child, agent, started: new Set(), stalled: new Set() };
  child.on("message", ({ started, stalls }) => {
    if (started !== undefined) receiver.started.add(started);
    if (stalls) receiver.stalled.add(started);
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  receiver.stop = async () => {
    process.removeListener("exit", kill);
    receiver.agent.destroy();
    if (child.exitCode !== null || child.signalCode !== null) return;
    kill();
    await once(child, "exit");
  };
  const [{ port }] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the receiver ended with ${code}`);
    }),
  ]);
  receiver.port = port;
  return receiver;
}

/** Sends an event, and says what became of it. Without an answer, that is nothing. */
function post({ port, agent }, { body, headers }) {
  return new Promise((resolve) => {
    const outgoing = request({ port, host: "127.0.0.1", method: "POST", agent, headers });
    outgoing.on("error", () => resolve({}));
    outgoing.on("response", async (response) => {
      try {
        const chunks = await response.toArray();
        resolve({ status: response.statusCode, outcome: String(Buffer.concat(chunks)) });
      } catch {
        resolve({});
      }
    });
    outgoing.end(body);
  });
}

/** As a provider makes them. */
function makeEvents(count) {
  return Array.from({ length: count }, (_, i) => {
    const id = `evt_${i}`;
    const body = JSON.stringify({ id, type: "lead.created" });
    const headers = { ...sign(SCHEME, SECRET, body), "content-length": body.length };
    return { id, body, headers };
  });
}

/**
 * Counts, for each key, how often it was marked as done. It is Redis that says
 * so, of what the script has done, and so does not depend on who has lived to
 * tell.
 */
async function watchCommits(port) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("MONITOR\r\n");
  const commits = new Map();
  createInterface({ input: socket }).on("line", (line) => {
    const [, key] = /\[\d+ lua\] "SET" "countersign:race:([^"]+)" "d[0-9a-f-]{36}"/.exec(line) ?? [];
    if (key !== undefined) commits.set(key, (commits.get(key) ?? 0) + 1);
  });
  return { commits, stop: () => socket.destroy() };
}

test("one process is killed in its handlers: every event is handled, none by two that completed", { skip, timeout: LIMIT_MS }, async () => {
  const began = Date.now();
  const redis = await startRedis();
  const { client, send, close } = await CLIENTS["ioredis 6"](redis.port);
  const watch = await watchCommits(redis.port);
  const settings = { redis: redis.port, scope: "race", lease: 5, work: 3 };
  const [doomed, survivor] = await Promise.all([
    startReceiver({ ...settings, client: "redis 6" }),
    startReceiver({ ...settings, client: "ioredis 6" }),
  ]);
  after(async () => {
    watch.stop();
    await Promise.all([doomed.stop(), survivor.stop(), close()]);
    await redis.stop();
  });

  // Each is sent four times, not far apart, to one receiver and the other.
  const events = makeEvents(EVENTS);
  const queue = events.flatMap((event, i) =>
    Array.from({ length: TIMES }, (_, time) => ({ event, when: i + 40 * time, to: (i + time) % 2 ? doomed : survivor })),
  );
  queue.sort((a, b) => b.when - a.when);

  const tally = { handled: 0, duplicate: 0, in_progress: 0, lost: 0, unanswered: 0 };
  const handled = new Map();
  let answered = 0;
  let isDead = false;

  /** Like a provider, sends it until the answer is 200. */
  async function deliver({ event, to }) {
    for (;;) {
      const receiver = isDead ? survivor : to;
      const { status, outcome } = await post(receiver, event);
      tally[outcome ?? "unanswered"]++;
      if (outcome === "handled") handled.set(event.id, (handled.get(event.id) ?? 0) + 1);
      if (status === 200) return;
      await wait(50);
    }
  }

  async function sendAll() {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      await deliver(next);
      if (++answered === (EVENTS * TIMES) / 2) doomed.child.send("stall");
    }
  }
  doomed.child.on("message", () => {
    if (doomed.stalled.size < IN_HANDLERS || isDead) return;
    isDead = true;
    doomed.child.kill("SIGKILL");
  });
  await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
  await wait(100); // for what Redis says to arrive

  assert.equal(answered, EVENTS * TIMES);
  assert.equal(doomed.child.signalCode, "SIGKILL");
  assert.ok(doomed.started.size > EVENTS / 10, `${doomed.started.size} were handled by the killed process`);

  // Every event is done, and was marked as such exactly once.
  assert.equal(watch.commits.size, EVENTS);
  assert.deepEqual([...watch.commits].filter(([, times]) => times !== 1), []);
  assert.deepEqual([...handled].filter(([, times]) => times !== 1), []);
  const left = await Promise.all(events.map(({ id }) => client.get(`countersign:race:${id}`)));
  assert.ok(left.every((value) => value?.startsWith("d")));

  // What was interrupted was taken over, and only that can have come to its end
  // twice: once without the commit that the kill has forestalled.
  const runs = await Promise.all(events.map(async ({ id }) => ({ id, by: await send("LRANGE", `ran:${id}`, "0", "-1") })));
  assert.deepEqual(runs.filter(({ by }) => by.length === 0), []);
  const twice = runs.filter(({ by }) => by.length > 1);
  assert.ok(twice.length <= AT_ONCE, `${twice.length} handlers came to their end twice`);
  for (const { by } of twice) assert.deepEqual(by, [String(doomed.child.pid), String(survivor.child.pid)]);
  assert.ok(doomed.stalled.size >= IN_HANDLERS);
  for (const id of doomed.stalled) assert.ok(survivor.started.has(id), `${id} was not taken over`);

  console.log(
    `${EVENTS} events sent ${TIMES} times in ${((Date.now() - began) / 1_000).toFixed(1)} s: ` +
      `${doomed.started.size} begun by the process that was killed, ${survivor.started.size} by the other, ` +
      `${doomed.stalled.size} in its handlers when it was, ${twice.length} came to their end twice; ` +
      `answers: ${JSON.stringify(tally)}`,
  );
});

test("a process that stood still is told that its event was taken over", { skip, timeout: LIMIT_MS }, async () => {
  const redis = await startRedis();
  const { send, close } = await CLIENTS["ioredis 6"](redis.port);
  const settings = { redis: redis.port, scope: "race", lease: 60, work: 300 };
  const [paused, other] = await Promise.all([
    startReceiver({ ...settings, client: "ioredis 6" }),
    startReceiver({ ...settings, client: "redis 6" }),
  ]);
  after(async () => {
    await Promise.all([paused.stop(), other.stop(), close()]);
    await redis.stop();
  });
  const [event] = makeEvents(1);

  const late = post(paused, event);
  while (!paused.started.has(event.id)) await wait(5);
  paused.child.kill("SIGSTOP");
  assert.deepEqual(await post(other, event), { status: 503, outcome: "in_progress" });
  await passTime(send, "", settings.lease);
  assert.deepEqual(await post(other, event), { status: 200, outcome: "handled" });
  paused.child.kill("SIGCONT");
  assert.deepEqual(await late, { status: 503, outcome: "lost" });
  assert.deepEqual(await post(paused, event), { status: 200, outcome: "duplicate" });
});
