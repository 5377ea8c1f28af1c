// A Redis of the tests' own.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { freePort } from "../../support/http.mjs";

const START_WITHIN_MS = 60_000;

/** The clients of each version, as their users make them. */
export const CLIENTS = {
  "redis 4": (port) => connectNodeRedis("redis-4", port),
  "redis 5": (port) => connectNodeRedis("redis-5", port),
  "redis 6": (port) => connectNodeRedis("redis-6", port),
  "ioredis 5": (port) => connectIoRedis("ioredis-5", port),
  "ioredis 6": (port) => connectIoRedis("ioredis-6", port),
};

async function connectNodeRedis(name, port) {
  const { createClient } = await import(name);
  const client = createClient({ socket: { host: "127.0.0.1", port } });
  client.on("error", () => {});
  await client.connect();
  return { client, send: (...args) => client.sendCommand(args), close: () => client.quit() };
}

async function connectIoRedis(name, port) {
  const { Redis } = await import(name);
  const client = new Redis({ host: "127.0.0.1", port });
  client.on("error", () => {});
  return { client, send: (command, ...args) => client.call(command, ...args), close: () => client.quit() };
}

/**
 * Makes so many seconds pass for the keys that begin with a prefix: each has
 * that much less time left, whatever the machine's own clock says.
 */
export async function passTime(send, prefix, seconds) {
  const script = `
    for _, key in ipairs(redis.call("KEYS", ARGV[1] .. "*")) do
      redis.call("PEXPIRE", key, redis.call("PTTL", key) - ARGV[2])
    end`;
  await send("EVAL", script, "0", prefix, String(seconds * 1_000));
}

/** Why there is no Redis here, for a test that is skipped; or `false`. */
export function noRedis() {
  if (spawnSync("redis-server", ["--version"]).status === 0) return false;
  const why = "redis-server is not installed: apt-get install redis-server";
  console.error(`\n*** SKIPPED: ${why} ***\n`);
  return why;
}

/** Starts one that keeps nothing on disk. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit");
  const stop = async () => {
    kill();
    await ended;
    process.removeListener("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };
  const timer = setTimeout(kill, START_WITHIN_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes("Ready to accept connections")) continue;
    clearTimeout(timer);
    child.stdout.resume();
    return { port, stop };
  }
  await stop();
  throw new Error("redis-server did not start");
}
