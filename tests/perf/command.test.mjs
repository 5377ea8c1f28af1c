// What a request that someone else made costs the command.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startReceiver } from "../cli/support/receiver.mjs";
import { complaint, run } from "../cli/support/run.mjs";
import { FAULTS } from "../cli/support/wrong-schemes.mjs";
import { DEEP } from "../support/large-bodies.mjs";
import { loadPackage } from "../support/package.mjs";

const MAX_MILLIS = 1000;
const MAX_MORE_MB = 100;

/** Of these runs the least disturbed counts. */
const RUNS = 3;

/** Prints what the process took, when it ends. */
const REPORT = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.error("COST " + JSON.stringify({ more: maxRSS / 1000, millis: (userCPUTime + systemCPUTime) / 1000 }));
});`;

const HEADERS = `X-BottleCRM-Signature: sha256=${"ab".repeat(32)}`;

async function cost(body) {
  const { code, err } = await run(["explain", "bottlecrm", "--secret-env", "SECRET"], {
    input: `POST /hooks HTTP/1.1\nHost: localhost\n${HEADERS}\n\n${body}`,
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(REPORT)}` },
  });
  assert.equal(code, 1, err);
  return JSON.parse(/^COST (.*)$/m.exec(err)[1]);
}

const least = await cost('{"a":1}');

for (const [name, bodyOf] of Object.entries(DEEP)) {
  for (const size of [10_000, 100_000, 1_000_000]) {
    test(`explain with a body of ${name}, ${size} bytes`, async (context) => {
      let millis = Infinity;
      for (let count = 0; count < RUNS && millis >= MAX_MILLIS; count++) {
        const taken = await cost(bodyOf(size));
        assert.ok(taken.more - least.more < MAX_MORE_MB, `${taken.more - least.more} MB`);
        millis = Math.min(millis, taken.millis);
      }
      context.diagnostic(`${Math.round(millis)} ms, of which ${Math.round(least.millis)} for the least body`);
      assert.ok(millis < MAX_MILLIS + least.millis, `${millis} ms`);
    });
  }
}

/** What is refused may be large: each of these has 5 MB. */
const NOISE = Buffer.alloc(5_000_000, "Zm9vYmFy+/");

for (const [name, input] of [
  ["a line without an end", NOISE],
  ["one header", Buffer.concat([Buffer.from("a: "), NOISE])],
  ["header lines", "a: b\n".repeat(1_000_000)],
  ["blank lines", "\n".repeat(5_000_000)],
  ["a curl command that does not end", `curl x -d '${"0123456789".repeat(500_000)}`],
  ["a curl command of quotes", `curl x ${`'a'"b"\\c`.repeat(600_000)} -d '`],
]) {
  test(`5 MB of ${name} are refused within 5 s`, async () => {
    const started = performance.now();
    await complaint(["verify", "bottlecrm", "--secret-env", "SECRET"], { input });
    assert.ok(performance.now() - started < 5000, `${performance.now() - started} ms`);
  });
}

test("twenty answers that do not come take little longer than one", async (context) => {
  const { url } = await startReceiver(context, "optimocms", { answer: (response) => void response });
  const started = performance.now();
  await run(["send", "optimocms", url, "--secret-env", "SECRET", "--timeout", "1", "--count", "20"]);
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started} ms`);
});

test("a wrong scheme is refused within 10 ms", async () => {
  const { Verifier } = (await loadPackage()).esm;
  new Verifier("bottlecrm", "x"); // compiles the core
  for (const [what, scheme] of FAULTS) {
    const text = typeof scheme === "string" ? scheme : JSON.stringify(scheme);
    if (text.length > 2 ** 16) continue; // is not looked at
    const times = Array.from({ length: 5 }, () => {
      const began = performance.now();
      assert.throws(() => new Verifier(JSON.parse(text), "x"), what);
      return performance.now() - began;
    });
    assert.ok(Math.min(...times) < 10, `${what}: ${times}`);
  }
});
