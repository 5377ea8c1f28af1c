// The packed package in a Worker, with Node's modules and without.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { serveWorker } from "../support/workerd.mjs";
import { project } from "./support/project.mjs";
import { assertReport, importing } from "./support/report.mjs";

const ANSWER_WITHIN_MS = 60_000;

const FETCH = `
const node = globalThis.process?.getBuiltinModule?.("node:crypto") !== undefined;
export default { fetch: () => Response.json({ node, ...report() }) };`;

for (const [name, compatibility, hasNode] of [
  ["without Node's modules", { date: "2024-01-01", flags: [] }, false],
  ["with nodejs_compat", { date: "2026-01-01", flags: ["nodejs_compat"] }, true],
]) {
  test(`a Worker ${name}`, async (context) => {
    const folder = await project(importing(FETCH));
    const worker = await serveWorker(join(folder, "main.mjs"), compatibility, folder);
    context.after(worker.stop);
    const response = await fetch(worker.url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    assert.equal(response.status, 200, await response.clone().text());
    const { node, ...report } = await response.json();
    assert.equal(node, hasNode);
    assertReport(report);
  });
}
