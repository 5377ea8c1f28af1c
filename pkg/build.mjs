// Builds the npm package around the bindings that wasm-bindgen has left in
// dist/wasm/. What it makes, it makes again from nothing:
//
//   dist/wasm/countersign_bg.wasm   the core                          ships
//   dist/wasm/explain_bg.wasm       what explains                     ships
//   dist/wasm/*                     their bindings and the types of those
//   dist/index.js, index.cjs        the facade, the core inlined      ships
//   dist/workerd.js                 the facade, the core imported     ships
//   dist/explain.js, explain.cjs    what explains, inlined            ships
//   dist/explain-workerd.js         the same, imported                ships
//   dist/adapters/*, dist/dedup/*   the package's other entries       ships
//   dist/cli.js                     the command                       ships
//   dist/types/*.d.ts, *.d.cts      the declarations for both         ships
//   dist/LICENSE-*                  the repository's                  ships
//
// `files` in package.json says what ships. The rest is what the type-checker
// and the next run of this file read.

import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const types = join(dist, "types");
const bindings = join(dist, "wasm");

/** What stands beside the core, as `countersign/express` does. */
const SUBPATHS = [
  "adapters/express",
  "adapters/fastify",
  "adapters/fetch",
  "adapters/hono",
  "adapters/node",
  "dedup/index",
];

/** An import of another file, as declarations write it. */
const IMPORT = /(?<=\b(?:from |import\())"(\.{1,2}\/[\w./-]+)\.js"/g;

const schemes = await readSchemes("schemes");
const all = [...schemes, ...(await readSchemes("catalogue"))].sort((a, b) => (a.id < b.id ? -1 : 1));
const wasm = await readFile(join(bindings, "countersign_bg.wasm"));
const explainWasm = await readFile(join(bindings, "explain_bg.wasm"));
const glue = await glueFactory(
  "countersign.js",
  "verifier, sign, handshake, headerNames, innerPad, content, hashesBody, target, headers, body, answer, hashes, refusal, bodyTooLarge, bodyNotJson, unknownScheme",
);
const explainGlue = await glueFactory("explain.js", "explain");

await Promise.all([
  bundle("index.js", { format: "esm", wasm: "inline", explain: "./explain.js" }),
  bundle("index.cjs", { format: "cjs", wasm: "inline", explain: "required" }),
  bundle("workerd.js", { format: "esm", wasm: "workerd", explain: "./explain-workerd.js" }),
  engine("explain.js", { format: "esm", wasm: "inline" }),
  engine("explain.cjs", { format: "cjs", wasm: "inline" }),
  engine("explain-workerd.js", { format: "esm", wasm: "workerd" }),
  ...SUBPATHS.flatMap((path) => [subpath(path, "esm"), subpath(path, "cjs")]),
  command(),
  declare(),
  ...["LICENSE-APACHE", "LICENSE-MIT"].map((file) =>
    copyFile(join(here, "..", file), join(dist, file)),
  ),
]);

/** The schemes in a folder of the core's, in the order of their ids. */
async function readSchemes(name) {
  const folder = join(here, "../src", name);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
  );
}

/** The source of a module whose function makes the bindings anew at every call. */
async function glueFactory(file, names) {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { initSync, ${names} } from ${JSON.stringify(join(bindings, file))};`,
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

/**
 * One file of JavaScript with everything in it, but for an imported core, and
 * for what explains: that is beside it, so that bundlers leave it out.
 */
function bundle(file, { format, wasm: loader, explain }) {
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
          onResolve({ filter: /^#explain-wasm$/ }, () =>
            explain === "required"
              ? { path: join(here, "ts/explain/wasm/required.ts") }
              : { path: explain, external: true, sideEffects: false },
          );
          onResolve({ filter: /^\.\/explain\.cjs$/ }, ({ path }) => ({ path, external: true }));
          onResolve({ filter: /^#explain-glue$/ }, ({ path }) => ({ path, namespace: "explain-glue" }));
          onLoad({ filter: /./, namespace: "explain-glue" }, () => ({ contents: explainGlue }));
        },
      },
    ],
  });
}

/** What explains: read by whoever explains, and by no one else. */
function engine(file, { format, wasm: loader }) {
  return build({
    entryPoints: [join(here, `ts/explain/wasm/${loader}.ts`)],
    outfile: join(dist, file),
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["*.wasm"],
    define: { EXPLAIN_WASM_BASE64: JSON.stringify(explainWasm.toString("base64")) },
  });
}

/** One file of JavaScript, but for the package itself: that is there once, by its name. */
function subpath(path, format) {
  return build({
    entryPoints: [join(here, `ts/${path}.ts`)],
    outfile: join(dist, `${path}.${format === "esm" ? "js" : "cjs"}`),
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    plugins: [
      {
        name: "countersign",
        setup({ onResolve }) {
          onResolve({ filter: /^(\.\.\/)+index\.js$/ }, () => ({ path: "countersign", external: true }));
        },
      },
    ],
  });
}

/**
 * The command, which finds the facade and the core in it beside itself. It knows
 * every scheme by name.
 */
async function command() {
  const outfile = join(dist, "cli.js");
  await build({
    entryPoints: [join(here, "ts/cli/main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: "#!/usr/bin/env node" },
    define: { BUILTIN_SCHEMES: JSON.stringify(all) },
    plugins: [
      {
        name: "facade",
        setup({ onResolve }) {
          onResolve({ filter: /^(\.\.\/)+index\.js$/ }, () => ({ path: "./index.js", external: true }));
        },
      },
    ],
  });
  await chmod(outfile, 0o755);
}

/** Checks the types, and writes the declarations of what the entries lead to. */
async function declare() {
  await rm(types, { recursive: true, force: true });
  await mkdir(types, { recursive: true });
  await writeFile(join(types, "event-types.d.ts"), eventTypes());

  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(compiler, "utf8"));
  const tsc = (...args) =>
    promisify(execFile)(process.execPath, [join(dirname(compiler), bin.tsc), ...args]).catch((error) => {
      throw new Error(`the types are wrong:\n${error.stdout}${error.stderr}`);
    });
  await tsc("-p", here, "--noEmit", "false", "--emitDeclarationOnly");
  await tsc("-p", join(here, "ts/adapters"), "--noEmit", "false", "--emitDeclarationOnly");
  await tsc("-p", join(here, "ts/cli"));

  const reached = new Map();
  for (const entry of ["index", ...SUBPATHS]) await reach(entry, reached);
  await rm(types, { recursive: true });
  for (const [name, text] of reached) {
    await mkdir(dirname(join(types, name)), { recursive: true });
    await writeFile(join(types, `${name}.d.ts`), text);
    await writeFile(join(types, `${name}.d.cts`), text.replaceAll(IMPORT, '"$1.cjs"'));
  }
}

/** Reads a declaration file and those that it imports. */
async function reach(name, reached) {
  if (reached.has(name)) return;
  const text = await readFile(join(types, `${name}.d.ts`), "utf8");
  reached.set(name, text);
  for (const [, imported] of text.matchAll(IMPORT)) {
    await reach(join(dirname(name), imported), reached);
  }
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
