// What the page on schemes of one's own shows of the command runs, as it stands
// there.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { at } from "../support/files.mjs";
import { startReceiver } from "./support/receiver.mjs";
import { ended, file, folder, program, run } from "./support/run.mjs";

const PAGE = readFileSync(at("docs/own-schemes.md"), "utf8");
const [, acme] = /^```json\n(.*?)^```$/ms.exec(PAGE);
const [section] = /^## The command\n.*?(?=^## )/ms.exec(PAGE);
const [, script] = /^```sh\n(.*?)^```$/ms.exec(section);
const [, fault] = /^```\n(refused: .*?)^```$/ms.exec(section);

test("the script of the page", async (context) => {
  const scheme = JSON.parse(acme);
  const [, secret] = /ACME_SECRET=(\S+)/.exec(script);
  const { url, requests } = await startReceiver(context, scheme, { secret });
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(program, join(folder, "node_modules/.bin/countersign"));
  writeFileSync(join(folder, "acme.json"), acme);
  const source = `set -e\n${script.replaceAll("http://localhost:3000/webhooks", url)}`;

  const env = { ...process.env, npm_config_loglevel: "error" }; // npm has things of its own to say
  const { code, out, err } = await ended(spawn("bash", ["-c", source], { cwd: folder, env }));
  assert.equal(code, 0, out + err);
  for (const result of [
    /^valid: acme\.json$/m,
    /^expected +sha256=[0-9a-f]{64} \(ACME_SECRET\)$/m,
    /^tampered +401 +signature_mismatch +10$/m,
    /^authentic: acme$/m,
    /^twilio +Twilio/m,
    /^GitHub \(github\)$/m,
    /^valid: own\.json$/m,
  ]) {
    assert.match(out, result);
  }
  assert.equal(requests.length, 100);
});

test("the fault that the page shows", async () => {
  const scheme = JSON.parse(acme);
  const { prefix, ...rest } = scheme.signature;
  const name = file("acme.json", JSON.stringify({ ...scheme, signature: { ...rest, prefx: prefix } }));
  const { code, out } = await run(["scheme", "check", name]);
  assert.equal(code, 1);
  const shortened = fault.split("…\n").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  assert.match(out, new RegExp(`^${shortened.join(".*\n")}$`));
});
