// What is compared, each on a workerd of its own with the same settings: one
// Worker, one socket, Durable Objects on disk.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { SECRET } from "./traffic.mjs";

const START_WITHIN_MS = 30_000;
const APP_SECRET = "whsec_YmVuY2htYXJrIHNlY3JldA==";

const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
const running = new Set();
process.once("exit", () => {
  running.forEach((child) => child.kill("SIGKILL"));
  rmSync(folder, { recursive: true, force: true });
});

const worker = (name) => fileURLToPath(new URL(`../workers/${name}.mjs`, import.meta.url));
const built = (name) => fileURLToPath(new URL(`../../../worker/build/${name}`, import.meta.url));

const PLAIN = { "plain.mjs": worker("plain") };
const GROUPED = { "grouped.mjs": worker("grouped"), ...PLAIN };
const FLOOR = { "floor.mjs": worker("floor") };
const FILTER = Object.fromEntries(
  ["index.js", "index_bg.wasm", "debugger.html.gz"].map((name) => [name, built(name)]),
);
const COUNTED = { "counted.mjs": worker("counted"), ...FILTER };

/** The filter's configuration; with nowhere to go, its one route matches no event. */
const filterBindings = (destination) => ({
  COUNTERSIGN: {
    sources: {
      optimo: {
        scheme: "optimocms",
        secrets: ["OPTIMO_SECRET"],
        routes: [{ to: "app", ...(destination === undefined && { types: ["no.such.type"] }) }],
      },
    },
    destinations: { app: { url: destination ?? "http://127.0.0.1:9/", sign_with: "APP_SECRET" } },
  },
});

const plainBindings = (destination) => ({
  DESTINATIONS: destination === undefined ? {} : { app: destination },
});

/** Starts the filter. Without a destination it accepts, and delivers nothing. */
export const startFilter = (destination) => start("filter", FILTER, filterBindings(destination));

/** Starts the filter with a count of what reaches its inbox. */
export const startCounted = () => start("counted", COUNTED, filterBindings());

/** Starts the plain Worker, alike. */
export const startPlain = (destination) => start("plain", PLAIN, plainBindings(destination));

/** Starts the plain Worker with group commit, alike. */
export const startGrouped = (destination) => start("grouped", GROUPED, plainBindings(destination));

/** Starts the Worker that inserts one row. */
export const startFloor = () => start("floor", FLOOR, {});

let started = 0;

async function start(name, modules, json) {
  const home = join(folder, `${name}-${started++}`);
  mkdirSync(join(home, "objects"), { recursive: true });
  writeFileSync(join(home, "workerd.capnp"), config(home, modules, json));

  const args = ["serve", "--import-path=/", "--socket-addr=http=127.0.0.1:0", "--control-fd=3"];
  const log = openSync(join(home, "log"), "a");
  const child = spawn(process.env.COUNTERSIGN_WORKERD, [...args, join(home, "workerd.capnp")], {
    stdio: ["ignore", log, log, "pipe"],
  });
  const ended = once(child, "exit");
  running.add(child);
  const fail = () => new Error(`${name} did not start:\n${readFileSync(join(home, "log"), "utf8")}`);
  return {
    name,
    home,
    pid: child.pid,
    port: await portOf(child, ended, fail),
    stop: () => {
      running.delete(child);
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/** The port on which workerd listens, as it says on its control channel. */
async function portOf(child, ended, fail) {
  const listens = (async () => {
    for await (const line of createInterface({ input: child.stdio[3] })) {
      const message = JSON.parse(line);
      if (message.event === "listen") return message.port;
    }
    throw fail();
  })();
  const late = new Promise((_, reject) => setTimeout(() => reject(fail()), START_WITHIN_MS).unref());
  return Promise.race([listens, late, ended.then(() => Promise.reject(fail()))]);
}

function config(home, modules, json) {
  const kind = (file) => (file.endsWith(".wasm") ? "wasm" : file.endsWith(".gz") ? "data" : "esModule");
  const entries = Object.entries(modules).map(
    ([name, file]) => `(name = ${quote(name)}, ${kind(file)} = embed ${quote(file)})`,
  );
  const bindings = [
    `(name = "INBOX", durableObjectNamespace = "Inbox")`,
    `(name = "OPTIMO_SECRET", text = ${quote(SECRET)})`,
    `(name = "APP_SECRET", text = ${quote(APP_SECRET)})`,
    ...Object.entries(json).map(
      ([name, value]) => `(name = ${quote(name)}, json = ${quote(JSON.stringify(value))})`,
    ),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "objects", disk = (path = ${quote(join(home, "objects"))}, writable = true)),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
  v8Flags = ["--optimize-for-size"],
);

const main :Workerd.Worker = (
  modules = [${entries.join(", ")}],
  compatibilityDate = "2026-10-01",
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [(className = "Inbox", uniqueKey = "Inbox", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "internet",
);
`;
}

/** JSON's escapes are Cap'n Proto's, for what occurs here. */
const quote = (text) => JSON.stringify(text);
