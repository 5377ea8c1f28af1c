// The adapters use the package, and do not bring another.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { build } from "esbuild";

import { loadPackage, projectFolder } from "../support/package.mjs";

const main = await loadPackage();
const fetchable = await loadPackage("countersign/fetch");

for (const kind of ["esm", "cjs"]) {
  test(`${kind}: errors are the package's own`, async () => {
    const { Verifier, VerificationError } = main[kind];
    const errors = [];
    const options = { maxBody: 1, onReject: (error) => errors.push(error) };
    const handler = fetchable[kind].webhook(new Verifier("bottlecrm", "a secret"), () => {}, options);
    for (const body of ["", "too large"]) await handler(new Request("http://localhost", { method: "POST", body }));
    assert.deepEqual(errors.map(({ code }) => code), ["missing_header", "body_too_large"]);
    for (const error of errors) assert.ok(error instanceof VerificationError);
  });
}

test("an error says the same, wherever it was found that a body is too large", async () => {
  const { Verifier } = main.esm;
  const [size, limit] = [9, 1];
  const { error: own } = new Verifier("bottlecrm", "a secret", { maxBody: limit }).check("x".repeat(size), {});
  const errors = [];
  const options = { maxBody: limit, onReject: (error) => errors.push(error) };
  const handler = fetchable.esm.webhook(new Verifier("bottlecrm", "a secret"), () => {}, options);
  await handler(new Request("http://localhost", { method: "POST", body: "x".repeat(size) }));
  const parts = ({ code, message, status, details }) => ({ code, message, status, details });
  assert.deepEqual(errors.map(parts), [parts(own)]);
});

test("a bundle of everything has the core once, and what explains once", async () => {
  const folder = projectFolder();
  const paths = ["", "/express", "/fastify", "/fetch", "/hono", "/node", "/dedup"];
  const contents = paths.map((path, i) => `export * as a${i} from "countersign${path}";`).join("\n");
  const { metafile } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: "esm",
    metafile: true,
    platform: "node",
    outfile: join(folder, "out.js"),
  });
  const [{ bytes }] = Object.values(metafile.outputs);
  const cores = Object.entries(metafile.inputs).filter(([path]) => /pkg\/dist\/[^/]+$/.test(path));
  const names = cores.map(([path]) => path.split("/").at(-1)).sort();
  assert.deepEqual(names, ["index.js"]);
  const size = cores.reduce((sum, [, core]) => sum + core.bytes, 0);
  assert.ok(bytes < size + 50_000, `${bytes} bytes`);
});
