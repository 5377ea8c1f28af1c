// Builds the npm package around the bindings that wasm-bindgen has left in
// dist/wasm/. What it makes, it makes again from nothing:
//
//   dist/wasm/countersign_bg.wasm   the core                          ships
//   dist/wasm/*                     its bindings and their types
//   dist/index.js, index.cjs        the facade, the core inlined      ships
//   dist/workerd.js                 the facade, the core imported     ships
//   dist/types/*.d.ts, *.d.cts      the declarations for both         ships
//   dist/LICENSE-*                  the repository's                  ships
//
// `files` in package.json says what ships. The rest is what the type-checker
// and the next run of this file read.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const types = join(dist, "types");
const bindings = join(dist, "wasm");

/** An import of another file, as declarations write it. */
const IMPORT = /\bfrom "\.\/([\w-]+)\.js"/g;

const schemes = await readSchemes(join(here, "../src/schemes"));
const wasm = await readFile(join(bindings, "countersign_bg.wasm"));
const glue = await glueFactory(join(bindings, "countersign.js"));

await Promise.all([
  bundle("index.js", { format: "esm", wasm: "inline" }),
  bundle("index.cjs", { format: "cjs", wasm: "inline" }),
  bundle("workerd.js", { format: "esm", wasm: "workerd" }),
  declare(),
  ...["LICENSE-APACHE", "LICENSE-MIT"].map((file) =>
    copyFile(join(here, "..", file), join(dist, file)),
  ),
]);

/** The built-in schemes, in the order of their ids. */
async function readSchemes(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
  );
}

/** The source of a module whose function makes the bindings anew at every call. */
async function glueFactory(file) {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { initSync, Verifier, sign, bodyTooLarge, bodyNotJson } from ${JSON.stringify(file)};`,
      resolveDir: here,
    },
    bundle: true,
    format: "iife",
    globalName: "glue",
    define: { "import.meta.url": "undefined" }, // read by what loads files, and that is left out
    target: "es2022",
    write: false,
  });
  return `export default function createGlue() {\n${outputFiles[0].text}\nreturn glue;\n}\n`;
}

/** One file of JavaScript with everything in it, but for an imported core. */
function bundle(file, { format, wasm: loader }) {
  return build({
    entryPoints: [join(here, "ts/index.ts")],
    outfile: join(dist, file),
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["*.wasm"],
    define: {
      BUILTIN_SCHEMES: JSON.stringify(schemes),
      WASM_BASE64: JSON.stringify(wasm.toString("base64")),
    },
    plugins: [
      {
        name: "countersign",
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^#wasm$/ }, () => ({ path: join(here, `ts/wasm/${loader}.ts`) }));
          onResolve({ filter: /^#glue$/ }, () => ({ path: "#glue", namespace: "glue" }));
          onLoad({ filter: /^#glue$/, namespace: "glue" }, () => ({ contents: glue }));
        },
      },
    ],
  });
}

/** Checks the types, and writes the declarations of what index.ts leads to. */
async function declare() {
  await rm(types, { recursive: true, force: true });
  await mkdir(types, { recursive: true });
  await writeFile(join(types, "event-types.d.ts"), eventTypes());

  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(compiler, "utf8"));
  const tsc = [join(dirname(compiler), bin.tsc), "-p", here, "--noEmit", "false", "--emitDeclarationOnly"];
  await promisify(execFile)(process.execPath, tsc).catch((error) => {
    throw new Error(`the types are wrong:\n${error.stdout}${error.stderr}`);
  });

  const reached = new Map();
  await reach("index", reached);
  await rm(types, { recursive: true });
  await mkdir(types);
  for (const [name, text] of reached) {
    await writeFile(join(types, `${name}.d.ts`), text);
    await writeFile(join(types, `${name}.d.cts`), text.replaceAll(IMPORT, 'from "./$1.cjs"'));
  }
}

/** Reads a declaration file and those that it imports. */
async function reach(name, reached) {
  if (reached.has(name)) return;
  const text = await readFile(join(types, `${name}.d.ts`), "utf8");
  reached.set(name, text);
  for (const [, imported] of text.matchAll(IMPORT)) await reach(imported, reached);
}

/** The types of every scheme's events, from the files that the core reads. */
function eventTypes() {
  const members = schemes.map(({ id, event }) => {
    const union = event.types.map((type) => JSON.stringify(type)).join(" | ") || "never";
    return `  ${JSON.stringify(id)}: ${union};\n`;
  });
  return (
    "/** The event types that each provider documents, by the id of its scheme. */\n" +
    `export interface EventTypes {\n${members.join("")}}\n`
  );
}
