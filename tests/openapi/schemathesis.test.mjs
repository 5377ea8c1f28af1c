// Asks a running filter all that docs/openapi.yaml says it takes, and much that
// it does not.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { TOKEN, startAdmin } from "../edge/support/admin.mjs";

const root = process.env.COUNTERSIGN_ROOT;
const program = process.env.COUNTERSIGN_SCHEMATHESIS;
const skip = program ? false : "schemathesis is not installed";

test("schemathesis finds nothing", { skip }, async (context) => {
  const { folder, filter, publish, inState } = await startAdmin(context, {
    shards: 2,
    names: ["good", "bad"],
    answer: ({ path }) => ({ status: path.endsWith("bad") ? 422 : 204 }),
  });
  for (let index = 1; index <= 20; index++) await publish(index % 2 ? "optimo" : "sales", `evt_${index}`);
  await inState("parked", 20);

  const args = [
    ...["--config-file", join(root, "tests/openapi/schemathesis.toml"), "run", join(root, "docs/openapi.yaml")],
    ...["--url", filter.url],
  ];
  const child = spawn(program, args, {
    timeout: 300_000,
    cwd: folder,
    env: { ...process.env, COUNTERSIGN_TOKEN: TOKEN },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  assert.equal(code, 0, output);
  context.diagnostic(/\d+ generated.*/.exec(output)?.[0] ?? output);
  assert.match(output, /Tested: 7/);
  assert.ok(!filter.output.stdout.includes('"outcome":"failed"'));
});
