// What the package's README says is true, and what it shows runs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

import { noRedis, startRedis } from "../dedup/support/redis.mjs";
import { at } from "../support/files.mjs";
import { freePort, hangUp, post } from "../support/http.mjs";
import { loadPackage, projectFolder } from "../support/package.mjs";

const { sign } = (await loadPackage()).esm;
const { stripe } = (await loadPackage("countersign/schemes")).esm;

const SECRET = "a secret";
const LIMIT_MS = 60_000;
const README = readFileSync(at("pkg/README.md"), "utf8");
const snippetsOf = (text) => [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, source]) => source);
const snippets = snippetsOf(README);

/** A project with the packages that the snippets import, by the names that they have there. */
const folder = projectFolder();
for (const [name, installed = name] of [
  ["@hono"],
  ["express", "express-5"],
  ["fastify"],
  ["hono"],
  ["redis", "redis-6"],
]) {
  symlinkSync(at(`node_modules/${installed}`), join(folder, "node_modules", name), "junction");
}

function write(source, name) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return file;
}

function start(file, env = {}) {
  return spawn(process.execPath, [file], {
    env: { ...process.env, SECRET, STRIPE_SECRET: SECRET, ...env },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
}

/** Gives a receiver what is authentic, and what is not. */
async function receives(post, scheme = "bottlecrm") {
  const body = '{"id":"evt_1","type":"lead.created"}';
  const headers = sign(scheme, SECRET, body);
  const accepted = await post({ headers, body });
  // Some providers take no other status, and some read a text as a reply.
  assert.deepEqual([accepted.status, await accepted.text()], [200, ""]);
  const refused = await post({ headers, body: `${body} ` });
  assert.equal(refused.status, 401);
  return refused;
}

/** Tests a receiver that listens, as it stands there, but for a port that is free. */
function testReceiver(name, source, scheme) {
  const needsRedis = source.includes("REDIS_URL");
  test(`${name} receives, and outlives a sender that hangs up`, { skip: needsRedis && noRedis() }, async () => {
    const port = await freePort();
    const env = { PORT: String(port) };
    if (needsRedis) {
      const redis = await startRedis();
      after(redis.stop);
      env.REDIS_URL = `redis://127.0.0.1:${redis.port}`;
    }
    const receiver = start(write(source.replace("listen(3000)", "listen(process.env.PORT)"), name), env);
    const ended = once(receiver, "exit");
    try {
      await receives((init) => post(port, init), scheme);
      await hangUp(port);
      await receives((init) => post(port, init), scheme);
    } finally {
      receiver.kill("SIGKILL");
      await ended;
    }
  });
}

for (const [index, source] of snippets.entries()) {
  const name = `snippet ${index + 1}`;
  if (source.includes("process.env.PORT")) {
    testReceiver(name, source);
  } else if (source.includes("export const POST")) {
    test(`${name} receives, and answers as the README says`, async () => {
      process.env.SECRET = SECRET;
      const { POST } = await import(pathToFileURL(write(source, name)));
      const refused = await receives((init) => POST(new Request("http://localhost", { method: "POST", ...init })));
      const [, problem] = /^```json\n(.*?)^```$/ms.exec(README);
      assert.deepEqual(await refused.json(), JSON.parse(problem));
    });
  } else {
    test(`${name} runs`, async () => {
      const [code] = await once(start(write(source, name)), "exit");
      assert.equal(code, 0);
    });
  }
}

const [projectReceiver] = snippetsOf(readFileSync(at("README.md"), "utf8"));
testReceiver("the project's receiver", projectReceiver, stripe);

test("the README shows every entry of the package", () => {
  const { exports } = JSON.parse(readFileSync(at("pkg/package.json"), "utf8"));
  for (const entry of Object.keys(exports)) {
    if (entry === "./package.json") continue;
    const name = entry.replace(".", "countersign");
    assert.ok(snippets.some((source) => source.includes(`from "${name}"`) || source.includes(`import "${name}"`)), name);
  }
});

test("the table of errors has the codes and statuses of the core", () => {
  const pairs = (text, pattern) => [...text.matchAll(pattern)].map(([, code, status]) => `${code} ${status}`).sort();
  const inCore = pairs(readFileSync(at("src/error/codes.rs"), "utf8"), /\("(\w+)", (\d{3})\);/g);
  assert.ok(inCore.includes("signature_mismatch 401"));
  assert.deepEqual(pairs(README, /^\| `(\w+)` \| (\d{3}) \|/gm), inCore);
});
