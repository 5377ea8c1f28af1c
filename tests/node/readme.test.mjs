// What the package's README says is true, and what it shows runs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { freePort, hangUp, post } from "../support/http.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";

const { sign } = (await loadPackage()).esm;

const SECRET = "a secret";
const LIMIT_MS = 10_000;
const README = readFileSync(at("pkg/README.md"), "utf8");
const snippetsOf = (text) => [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, source]) => source);
const isReceiver = (source) => source.includes(".listen(");
const snippets = snippetsOf(README);
const folder = projectFolder();

function start(source, name, port = 0) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return spawn(process.execPath, [file], {
    env: { ...process.env, SECRET, BOTTLECRM_SECRET: SECRET, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
}

for (const [index, source] of snippets.entries()) {
  if (isReceiver(source)) continue;
  test(`snippet ${index + 1} runs`, async () => {
    const [code] = await once(start(source, `snippet-${index}`), "exit");
    assert.equal(code, 0);
  });
}

for (const [name, text] of [
  ["package", README],
  ["project", readFileSync(at("README.md"), "utf8")],
]) {
  test(`the receiver in the ${name}'s README receives, and outlives a sender that hangs up`, async () => {
    const port = await freePort();
    // As it stands there, but for a port that is free.
    const source = snippetsOf(text).find(isReceiver).replace("listen(3000)", "listen(process.env.PORT)");
    const receiver = start(source, `receiver-${name}`, port);
    const ended = once(receiver, "exit");
    try {
      const body = '{"id":"evt_1","type":"lead.created"}';
      const headers = sign("bottlecrm", SECRET, body);
      const status = async (init) => (await post(port, init)).status;
      assert.equal(await status({ headers, body }), 204);
      assert.equal(await status({ headers, body: `${body} ` }), 401);
      await hangUp(port);
      assert.equal(await status({ headers, body }), 204);
    } finally {
      receiver.kill("SIGKILL");
      await ended;
    }
  });
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
