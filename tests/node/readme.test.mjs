// What the package's README says is true, and what it shows runs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { at } from "../support/files.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";

const { sign } = (await loadPackage()).esm;

const SECRET = "a secret";
const LIMIT_MS = 10_000;
const README = readFileSync(at("pkg/README.md"), "utf8");
const snippets = [...README.matchAll(/^```js\n(.*?)^```$/gms)].map(([, source]) => source);
const folder = projectFolder();

function start(source, index, port = 0) {
  const file = join(folder, `snippet-${index}.mjs`);
  writeFileSync(file, source);
  return spawn(process.execPath, [file], {
    env: { ...process.env, SECRET, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
}

for (const [index, source] of snippets.entries()) {
  if (source.includes(".listen(")) continue;
  test(`snippet ${index + 1} runs`, async () => {
    const [code] = await once(start(source, index), "exit");
    assert.equal(code, 0);
  });
}

test("the receiver of the quick start receives", async () => {
  const index = snippets.findIndex((source) => source.includes(".listen("));
  const port = await freePort();
  const receiver = start(snippets[index], index, port);
  const ended = once(receiver, "exit");
  try {
    const body = '{"id":"evt_1","type":"lead.created"}';
    const headers = sign("bottlecrm", SECRET, body);
    const good = await post(port, { headers, body });
    assert.equal(good.status, 204);
    const bad = await post(port, { headers, body: `${body} ` });
    assert.deepEqual([bad.status, await bad.text()], [401, "signature_mismatch"]);
  } finally {
    receiver.kill("SIGKILL");
    await ended;
  }
});

/** Sends a request, again and again until someone listens. */
async function post(port, init) {
  const signal = AbortSignal.timeout(LIMIT_MS);
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${port}`, { method: "POST", signal, ...init });
    } catch (error) {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
      await wait(20);
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

test("the table of errors, the types and the core have the same codes", () => {
  const core = readFileSync(at("src/error.rs"), "utf8");
  const types = readFileSync(at("pkg/ts/errors.ts"), "utf8");
  const codes = (text, pattern) => [...text.matchAll(pattern)].map(([, code]) => code).sort();

  const inCore = codes(core, /^ +Error::\w+(?: \{ \.\. \})? => "(\w+)",$/gm);
  assert.ok(inCore.includes("signature_mismatch"));
  assert.deepEqual(codes(types, /^ {2}\| "(\w+)"/gm), inCore);
  assert.deepEqual(codes(README, /^\| `(\w+)` \| \d{3} \|/gm), inCore);
});
