// Runs the built edge filter on workerd, as an operator does.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { providers, request, secrets } from "../../support/providers.mjs";
import { SINK_SECRET } from "./sink.mjs";

const READY = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m;
const START_MS = 180_000;

/**
 * A `wrangler.toml` with every provider as a source. `extra` is further text.
 */
export function configuration({ destinations, routes = Object.keys(destinations), extra = "" }) {
  const lines = [
    'name = "countersign"',
    'main = "worker/build/index.js"',
    'compatibility_date = "2026-10-01"',
    '[[durable_objects.bindings]]\nname = "INBOX"\nclass_name = "Inbox"',
    '[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Inbox"]',
  ];
  for (const [name, { scheme, secret }] of Object.entries(providers)) {
    lines.push(
      `[vars.COUNTERSIGN.sources.${name}]`,
      `scheme = "${scheme}"\nsecrets = ["${secret}"]`,
      `routes = [${routes.map((to) => `{ to = "${to}" }`).join(", ")}]`,
    );
  }
  for (const [name, { url, ...settings }] of Object.entries(destinations)) {
    lines.push(
      `[vars.COUNTERSIGN.destinations.${name}]`,
      `url = "${url}"\nsign_with = "SINK_SECRET"`,
      ...Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    );
  }
  return `${lines.join("\n")}\n${extra}`;
}

/** Replaces a workspace's configuration. */
export function reconfigure(folder, config) {
  return writeFile(join(folder, "wrangler.toml"), config);
}

/** A folder for one test's configuration, state and `more` secrets; gone when the test ends. */
export async function workspace(context, config, more = {}) {
  const folder = await mkdtemp(join(tmpdir(), "countersign-edge-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const env = Object.entries({ ...secrets, SINK_SECRET, ...more });
  await writeFile(join(folder, "wrangler.toml"), config);
  await writeFile(join(folder, "dev.vars"), env.map(([name, value]) => `${name}="${value}"\n`).join(""));
  return folder;
}

/** Starts `serve`; resolves once it has printed what it prints first: `ready`, or why not. */
function launch(folder) {
  const child = spawn(
    process.env.COUNTERSIGN_XTASK,
    [
      "serve",
      ...["--config", join(folder, "wrangler.toml")],
      ...["--env-file", join(folder, "dev.vars")],
      ...["--state", join(folder, "state")],
      ...["--port", "0"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = { stdout: "", stderr: "" };
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const ready = new Promise((resolve) => {
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        output[name] += text;
        const url = READY.exec(output.stdout)?.[1];
        if (url) resolve(url);
      });
    }
  });
  return { child, output, ended, ready };
}

/** Runs `serve` on a configuration that it must refuse. */
export async function refusal(folder) {
  const { child, output, ended, ready } = launch(folder);
  const url = await Promise.race([ended.then(() => undefined), ready]);
  if (url) child.kill("SIGKILL");
  return { ...output, ...(await ended) };
}

/** Starts the filter on a workspace's state. */
export function startFilter(context, folder) {
  return started(context, launch(folder));
}

async function started(context, { child, output, ended, ready }) {
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MS);
  context.after(() => child.kill("SIGKILL"));
  const url = await Promise.race([ready, ended.then(() => undefined)]);
  clearTimeout(timer);
  if (!url) throw new Error(`the filter did not start:\n${output.stdout}${output.stderr}`);

  return {
    url,
    output,
    pid: child.pid,
    /** Ends the process at once. */
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
    /** Asks the process to end. */
    terminate: () => {
      child.kill("SIGTERM");
      return ended;
    },
    /** Posts a webhook; a signed new one, unless `init` says otherwise. */
    post: (source, webhook = request(source)) =>
      fetch(`${url}/hooks/${source}`, { method: "POST", ...webhook }),
  };
}
