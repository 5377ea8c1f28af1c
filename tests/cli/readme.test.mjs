// What the package's README shows of the command runs, as it stands there.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { startReceiver } from "./support/receiver.mjs";
import { ended, folder, program } from "./support/run.mjs";

const README = readFileSync(at("pkg/README.md"), "utf8");
const [section] = /^## Command\n.*?(?=^## )/ms.exec(README);
const [, script] = /^```sh\n(.*?)^```$/ms.exec(section);

test("the script of the README", async (context) => {
  const [, secret] = /SECRET=(\S+)/.exec(script);
  const { url, requests } = await startReceiver(context, "optimocms", { secret });
  mkdirSync(join(folder, "node_modules/.bin"));
  symlinkSync(program, join(folder, "node_modules/.bin/countersign"));
  const source = `set -e\n${script.replaceAll("http://localhost:3000/webhooks", url)}`;

  const env = { ...process.env, npm_config_loglevel: "error" }; // npm has things of its own to say
  const { code, out, err } = await ended(spawn("bash", ["-c", source], { cwd: folder, env }));
  assert.deepEqual([code, err], [0, ""], out);
  for (const result of [/^optimocms +OptimoCMS/m, /^tampered +401 +signature_mismatch +50$/m, /^authentic: OptimoCMS$/m]) {
    assert.match(out, result);
  }
  assert.equal(requests.length, 1 + 1000 + 190);
});
