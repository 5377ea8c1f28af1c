// What a request that someone else made costs the command.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DEEP } from "../support/large-bodies.mjs";
import { run } from "./support/run.mjs";

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
