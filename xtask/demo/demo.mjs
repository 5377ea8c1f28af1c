// `cargo xtask demo`: runs the edge filter with a receiver behind it, sends it
// what the five providers would send, and shows what came of each request.

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { send } from "./cases.mjs";
import { startFilter } from "./filter.mjs";
import { providers } from "./providers.mjs";
import { startReceiver } from "./receiver.mjs";
import { printTable } from "./table.mjs";

// How long forwarded events may take, and how long none may follow that should not.
const ARRIVAL_MS = 15_000;
const QUIET_MS = 1000;

const { values: options } = parseArgs({
  options: { once: { type: "boolean", default: false }, port: { type: "string", default: "8787" } },
});

// Found by its name, from inside its folder: the way a user of the package finds it.
const { Verifier, sign } = createRequire(new URL("../../pkg/", import.meta.url))("countersign");

// Until every row turns out right, and also if interrupted before.
process.exitCode = 1;

const cleanups = [];
let cleaning;
function cleanUp() {
  cleaning ??= (async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  })();
  return cleaning;
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await cleanUp();
    process.exit();
  });
}

try {
  await demo();
} catch (error) {
  console.error(`the demo failed: ${error.message}`);
}
await cleanUp();

async function demo() {
  const folder = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));

  const appSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const receiver = await startReceiver(new Verifier("standard-webhooks", appSecret));
  cleanups.push(() => receiver.close());

  const files = await configure(folder, receiver.url, appSecret);
  const filter = startFilter({
    xtask: process.env.COUNTERSIGN_XTASK,
    port: options.port,
    state: join(folder, "state"),
    ...files,
  });
  cleanups.push(() => filter.stop());
  const url = await filter.ready;

  const rows = await send(url, providers, sign);
  await arrivals(rows, receiver.received);
  judge(rows, receiver.received);
  printTable(rows);
  if (rows.every((row) => row.right)) process.exitCode = 0;
  else console.error(`\nthe filter's log ends with\n${filter.log.slice(-20).join("\n")}`);

  if (!options.once) await stayUp(url, filter, receiver, files);
}

// Writes the filter's configuration and its secrets, which are new every time.
async function configure(folder, receiverUrl, appSecret) {
  const config = join(folder, "wrangler.toml");
  const envFile = join(folder, ".dev.vars");
  const template = await readFile(new URL("wrangler.toml", import.meta.url), "utf8");
  await writeFile(config, template.replace('"RECEIVER"', JSON.stringify(receiverUrl)));

  const secrets = [["APP_SECRET", appSecret]];
  const values = new Map();
  for (const provider of providers) {
    // A provider has one secret, in whatever form it sends.
    if (!values.has(provider.scheme)) {
      values.set(provider.scheme, provider.secret());
      secrets.push([provider.secretName, values.get(provider.scheme)]);
    }
    provider.value = values.get(provider.scheme);
  }
  const lines = secrets.map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(envFile, lines.join(""), { mode: 0o600 });
  return { config, envFile };
}

// Waits until all that should be forwarded is there, or is overdue; then for
// what should not be.
async function arrivals(rows, received) {
  const expected = rows.reduce((sum, row) => sum + row.test.forwarded, 0);
  const deadline = Date.now() + ARRIVAL_MS;
  while (received.length < expected && Date.now() < deadline) await sleep(20);
  await sleep(QUIET_MS);
}

// Assigns what the receiver got to the requests, and says which rows are right.
function judge(rows, received) {
  for (const row of rows) {
    const { test, request, answer } = row;
    const all = received.filter((delivery) => delivery.text.includes(request.key));
    // Of one event, the first delivery is the first request's.
    row.receipts = (test.repeats ? all.slice(1) : all.slice(0, test.forwarded || undefined)).map(
      (delivery) => ({
        fault: !delivery.verified
          ? delivery.error
          : delivery.text !== request.body
            ? "the body was altered"
            : undefined,
      }),
    );
    row.right =
      answer.status === test.status &&
      answer.word === test.answer &&
      row.receipts.length === test.forwarded &&
      row.receipts.every((receipt) => !receipt.fault);
  }
}

async function stayUp(url, filter, receiver, { envFile }) {
  const debuggerUrl = `${url}/debugger`;
  const hasDebugger = await fetch(debuggerUrl).then((response) => response.ok);
  console.log("");
  for (const { scheme, source } of providers.filter(({ variant }) => variant === undefined)) {
    console.log(`${scheme.padEnd(13)}  ${url}/hooks/${source}`);
  }
  if (hasDebugger) console.log(`debugger       ${debuggerUrl}`);
  console.log(`receiver       ${receiver.url}`);
  console.log(`secrets        ${envFile}`);
  console.log("\nUp until Ctrl-C.");

  receiver.onDelivery(({ id, verified, error }) => {
    console.log(verified ? `received ${id}, countersigned` : `received a request, refused: ${error}`);
  });
  const [code, signal] = await filter.ended;
  // It is told to end by Ctrl-C too, which reaches all processes of a terminal.
  if (code !== 0 && signal !== "SIGINT") throw new Error("the filter ended by itself");
}
