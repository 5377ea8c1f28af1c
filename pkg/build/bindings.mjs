// The bindings and the WebAssembly, as the bundles have them in them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";

import { build } from "./npm.mjs";
import { bindings, here } from "./paths.mjs";

const wasm = await readFile(join(bindings, "countersign_bg.wasm"));
const explainWasm = await readFile(join(bindings, "explain_bg.wasm"));

/** What stands for the core in the facade. */
export const wasmDefinitions = { WASM_BASE64: JSON.stringify(wasm.toString("base64")) };

/** What stands for what explains. */
export const explainDefinitions = {
  EXPLAIN_WASM_BASE64: JSON.stringify(deflateRawSync(explainWasm, { level: 9 }).toString("base64")),
  EXPLAIN_WASM_SIZE: String(explainWasm.length),
};

/** What the core says of schemes, by their ids. */
export async function factsOf(schemes) {
  const core = await import(pathToFileURL(join(bindings, "countersign.js")));
  core.initSync({ module: new WebAssembly.Module(wasm) });
  const facts = schemes.map((scheme) => [scheme.id, JSON.parse(core.schemeFacts(JSON.stringify(scheme)))]);
  return Object.fromEntries(facts);
}

const glue = await glueFactory("countersign.js");
const explainGlue = await glueFactory("explain.js");
const inflater = await factory(
  "makeInflater",
  'import { inflateSync } from "fflate"; export const inflate = (deflated, out) => inflateSync(deflated, { out });',
);

/** A plugin for the modules that are made here, by what they are imported as. */
export const madeModules = () =>
  virtual({ "#glue": glue, "#explain-glue": explainGlue, "#inflater": inflater });

/**
 * The source of a module whose function makes the bindings anew at every call. What
 * loads files by itself is the default export, and left out.
 */
function glueFactory(file) {
  return factory("createGlue", `export * from ${JSON.stringify(join(bindings, file))};`);
}

/** The source of a module whose function evaluates another one at every call. */
async function factory(name, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    format: "iife",
    globalName: "made",
    define: { "import.meta.url": "undefined" }, // read by what loads files, and that is left out
    target: "es2022",
    write: false,
  });
  return `export default function ${name}() {\n${outputFiles[0].text}\nreturn made;\n}\n`;
}

/** Modules that are no files, by what they are imported as. */
function virtual(modules) {
  return {
    name: "virtual",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^#/ }, ({ path }) => (path in modules ? { path, namespace: "virtual" } : undefined));
      onLoad({ filter: /./, namespace: "virtual" }, ({ path }) => ({ contents: modules[path] }));
    },
  };
}
