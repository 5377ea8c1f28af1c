// A Worker on a workerd of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { build } from "esbuild";

import { projectFolder } from "./package.mjs";

const START_WITHIN_MS = 120_000;

/** The names of the modules are the paths by which the package imports them. */
const config = ({ date, flags }) => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "wasm/countersign_bg.wasm", wasm = embed "countersign_bg.wasm"),
    (name = "wasm/explain_bg.wasm", wasm = embed "explain_bg.wasm"),
  ],
  compatibilityDate = "${date}",
  compatibilityFlags = ${JSON.stringify(flags)},
);
`;

/** The native program. The npm package's own is a script that starts it. */
function program() {
  const path = process.env.COUNTERSIGN_WORKERD;
  if (!path) throw new Error("COUNTERSIGN_WORKERD must name the workerd program");
  return path;
}

/** What Workers are given that ask for nothing: none of Node's modules. */
const PLAIN = { date: "2024-01-01", flags: [] };

/**
 * Bundles a Worker as bundlers for workerd do, and serves it.
 *
 * @param entry The Worker's module.
 * @param compatibility Its compatibility date and flags.
 * @param folder A project in which the package is installed.
 * @returns Its address, and what ends it.
 */
export async function serveWorker(entry, compatibility = PLAIN, folder = projectFolder()) {
  await build({
    entryPoints: [entry],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker"],
    nodePaths: [join(folder, "node_modules")],
    external: ["*.wasm"],
  });
  for (const module of ["countersign_bg.wasm", "explain_bg.wasm"]) {
    copyFileSync(join(folder, "node_modules/countersign/dist/wasm", module), join(folder, module));
  }
  writeFileSync(join(folder, "config.capnp"), config(compatibility));

  const child = spawn(
    program(),
    ["serve", "config.capnp", "--socket-addr=http=127.0.0.1:0", "--control-fd=3"],
    { cwd: folder, stdio: ["ignore", "inherit", "inherit", "pipe"] },
  );
  const ended = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    kill();
    await ended;
  };
  try {
    return { url: `http://127.0.0.1:${await portOf(child, ended)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port on which it listens, as it says on its control channel. */
async function portOf(child, ended) {
  const signal = AbortSignal.timeout(START_WITHIN_MS);
  const lines = createInterface({ input: child.stdio[3], signal });
  const listens = (async () => {
    for await (const line of lines) {
      const message = JSON.parse(line);
      if (message.event === "listen") return message.port;
    }
    throw new Error("workerd closed its control channel");
  })();
  const failed = ended.then(([code]) => {
    throw new Error(`workerd ended with ${code}`);
  });
  const late = once(signal, "abort").then(() => {
    throw new Error(`workerd did not listen within ${START_WITHIN_MS} ms`);
  });
  return Promise.race([listens, failed, late]);
}
