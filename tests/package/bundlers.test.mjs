// Bundles of the packed package, run from a folder where there is nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { test } from "node:test";

import { build } from "esbuild";

import { EFFECTS, exported } from "./support/entries.mjs";
import { withEsbuild, withVite, withWebpack } from "./support/bundlers.mjs";
import { alone, project, run } from "./support/project.mjs";
import { assertReport, importing, PRINT } from "./support/report.mjs";

/** How the core begins, in base64. */
const WASM = "AGFzbQ";

const folder = await project(importing(PRINT));

for (const [name, bundle] of [
  ["esbuild, as a module", () => withEsbuild(folder, { format: "esm", outExtension: { ".js": ".mjs" } })],
  ["esbuild, as a script", () => withEsbuild(folder, { format: "cjs", outExtension: { ".js": ".cjs" } })],
  ["Vite, for a server", () => withVite(folder, { ssr: true })],
  ["webpack", () => withWebpack(folder, { target: "node" })],
]) {
  test(name, async () => {
    const file = await bundle();
    const script = `bundle${extname(file)}`;
    assertReport(await run(process.env.COUNTERSIGN_NODE20, [script], { cwd: alone(file, script) }));
  });
}

/** What is left of a module when it is bundled and minified. */
async function shaken(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: "esm",
    logLevel: "silent", // it warns of imports that it leaves out
    minify: true,
    write: false,
  });
  return outputFiles[0].text.trim();
}

for (const path of exported.filter((path) => !EFFECTS.includes(path))) {
  test(`an import of ${path} that is not used leaves nothing in a bundle`, async () => {
    assert.equal(await shaken(`import "${path}"; import * as unused from "${path}";`), "");
  });
}

test("a bundle has the schemes that it imports, and no others", async () => {
  const one = await shaken('export { stripe } from "countersign/schemes";');
  assert.ok(one.includes("Stripe-Signature") && !one.includes("X-Hub-Signature"), one);
  assert.ok(one.length < 1000, one);
  const all = await shaken('import "countersign/schemes/all";');
  assert.ok(all.includes("Stripe-Signature") && all.includes("X-Hub-Signature"));
});

test("a bundle of schemes or of VerificationError is small, and has no WebAssembly", async () => {
  for (const name of ["schemes", "VerificationError"]) {
    const text = await shaken(`export { ${name} } from "countersign";`);
    assert.ok(text.length > 0 && text.length < 20_000, `${name}: ${text.length} bytes`);
    assert.ok(!text.includes(WASM), name);
  }
  assert.ok((await shaken('export { Verifier } from "countersign";')).includes(WASM));
});

test("a bundle without explain has one WebAssembly module, and one with it has two", async () => {
  // Deflated or not, a module is a very long text.
  const modules = async (name) => (await shaken(`export { ${name} } from "countersign";`)).match(/[\w+/]{50000,}/g).length;
  assert.deepEqual([await modules("Verifier"), await modules("sign"), await modules("explain")], [1, 1, 2]);
  const worker = (name) => withWorkerImports(`export { ${name} } from "countersign";`);
  assert.deepEqual(await worker("Verifier"), ["./wasm/countersign_bg.wasm"]);
  assert.deepEqual(await worker("explain"), ["./wasm/countersign_bg.wasm", "./wasm/explain_bg.wasm"]);
});

/** The modules that a bundle for Workers imports. */
async function withWorkerImports(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    conditions: ["workerd"],
    external: ["*.wasm"],
    format: "esm",
    write: false,
  });
  return [...outputFiles[0].text.matchAll(/from "(.*\.wasm)"/g)].map(([, path]) => path).sort();
}

test("a bundle for Workers takes the core as a module, and does not bring it", async () => {
  const file = await withEsbuild(folder, { conditions: ["workerd"], external: ["*.wasm"], format: "esm" });
  const text = readFileSync(file, "utf8");
  assert.ok(!text.includes(WASM));
  assert.match(text, /from "\.\/wasm\/countersign_bg\.wasm"/);
});
