// Builds the npm package around the bindings that wasm-bindgen has left in
// dist/wasm/. What it makes, it makes again from nothing:
//
//   dist/wasm/countersign_bg.wasm   the core                          ships
//   dist/wasm/explain_bg.wasm       what explains                     ships
//   dist/wasm/*                     their bindings and the types of those
//   dist/index.js                   the facade, all that is inlined   ships
//   dist/index.cjs                  the same without what explains    ships
//   dist/workerd.js                 the facade, the core imported     ships
//   dist/explain.cjs                what explains, inlined            ships
//   dist/explain-workerd.js         the same, imported                ships
//   dist/adapters/*, dist/dedup/*   the package's other entries       ships
//   dist/catalogue/*                every scheme, for who imports it  ships
//   dist/cli.js                     the command                       ships
//   dist/types/*.d.ts, *.d.cts      the declarations for both         ships
//   dist/LICENSE-*                  the repository's, of tiny-inflate  ships
//
// `files` in package.json says what ships. The rest is what the type-checker
// and the next run of this file read.

import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { deflateRawSync } from "node:zlib";

import { build, transform } from "esbuild";

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
  "catalogue/all",
  "dedup/index",
];

/** An import of another file, as declarations write it. */
const IMPORT = /(?<=\b(?:from |import\(|module ))"(\.{1,2}\/[\w./-]+)\.js"/g;

const schemes = await readSchemes("builtin");
const catalogue = await readSchemes("catalogue");
const catalogueExports = Object.fromEntries(catalogue.map(({ id }) => [id, identifier(id)]));
const all = [...schemes, ...catalogue].sort((a, b) => (a.id < b.id ? -1 : 1));
const wasm = await readFile(join(bindings, "countersign_bg.wasm"));
const explainWasm = await readFile(join(bindings, "explain_bg.wasm"));
const glue = await glueFactory("countersign.js");
const explainGlue = await glueFactory("explain.js");
const inflater = await factory("makeInflater", 'export { default as inflate } from "tiny-inflate";');

const explainDefinitions = {
  EXPLAIN_WASM_BASE64: JSON.stringify(deflateRawSync(explainWasm, { level: 9 }).toString("base64")),
  EXPLAIN_WASM_SIZE: String(explainWasm.length),
};

await Promise.all([
  bundle("index.js", { format: "esm", wasm: "inline", explain: "inline" }),
  bundle("index.cjs", { format: "cjs", wasm: "inline", explain: "required" }),
  bundle("workerd.js", { format: "esm", wasm: "workerd", explain: "beside" }),
  engine("explain.cjs", { format: "cjs", wasm: "inline" }),
  engine("explain-workerd.js", { format: "esm", wasm: "workerd" }),
  ...SUBPATHS.flatMap((path) => [subpath(path, "esm"), subpath(path, "cjs")]),
  put("catalogue/schemes.js", schemesModule((name) => `export const ${name}`)),
  put("catalogue/schemes.cjs", `"use strict";\n${schemesModule((name) => `exports.${name}`)}`),
  command(),
  declare(),
  ...["LICENSE-APACHE", "LICENSE-MIT"].map((file) =>
    copyFile(join(here, "..", file), join(dist, file)),
  ),
  // What is bundled with what explains.
  copyFile(join(here, "../node_modules/tiny-inflate/LICENSE"), join(dist, "LICENSE-tiny-inflate")),
]);

/** The schemes in a folder of `schemes`, in the order of their ids. */
async function readSchemes(name) {
  const folder = join(here, "../schemes", name);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
  );
}

/**
 * A module of all schemes, each by itself: nothing but literals, so that bundlers
 * leave out what is not imported.
 */
function schemesModule(declaration) {
  const lines = all.map((scheme) => {
    // Data for machines: what describes a scheme to its reader is in the declarations.
    const { $schema, ...rest } = scheme;
    return `${declaration(identifier(scheme.id))} = ${JSON.stringify(rest)};\n`;
  });
  return lines.join("");
}

async function put(path, text) {
  await mkdir(dirname(join(dist, path)), { recursive: true });
  await writeFile(join(dist, path), text);
}

/** What a scheme is called in JavaScript: `x-twitter` is `xTwitter`. */
function identifier(id) {
  return id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

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

/**
 * One file of JavaScript with everything in it, as every further one takes a
 * process a millisecond to import. Bundlers leave out of it what is not used. A
 * file that is required need not read what explains before it is asked to.
 */
async function bundle(file, { format, wasm: loader, explain }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "ts/index.ts")],
    bundle: true,
    write: false,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["*.wasm"],
    define: {
      BUILTIN_SCHEMES: JSON.stringify(schemes),
      CATALOGUE_EXPORTS: JSON.stringify(catalogueExports),
      IS_COMMONJS: String(format === "cjs"),
      WASM_BASE64: JSON.stringify(wasm.toString("base64")),
      ...explainDefinitions,
    },
    plugins: [
      virtual({ "#glue": glue, "#explain-glue": explainGlue, "#inflater": inflater }),
      {
        name: "countersign",
        setup({ onResolve }) {
          onResolve({ filter: /^#wasm$/ }, () => ({ path: join(here, `ts/wasm/${loader}.ts`) }));
          onResolve({ filter: /^#explain-wasm$/ }, () =>
            explain === "beside"
              ? { path: "./explain-workerd.js", external: true, sideEffects: false }
              : { path: join(here, `ts/explain/wasm/${explain}.ts`) },
          );
          onResolve({ filter: /^\.\/explain\.cjs$/ }, ({ path }) => ({ path, external: true }));
        },
      },
    ],
  });
  await put(file, await withConstants(outputFiles[0].text));
}

/**
 * esbuild writes `var` for what is `const`, but V8 takes for granted only what
 * cannot be assigned to: it verifies a thirtieth sooner. What has a value where it
 * is declared is constant here; the rest is declared with `let`, and has none. No
 * text of several lines may have such a line.
 *
 * @throws where one is assigned to all the same.
 */
async function withConstants(text) {
  const constant = text.replace(/^var (?=.* = )/gm, "const ");
  await transform(constant, { logOverride: { "assign-to-constant": "error" }, logLevel: "error" });
  return constant;
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
    define: explainDefinitions,
    plugins: [virtual({ "#inflater": inflater })],
  });
}

/** One file of JavaScript, but for the package itself and the catalogue: they are there once. */
function subpath(path, format) {
  const ending = format === "esm" ? "js" : "cjs";
  return build({
    entryPoints: [join(here, `ts/${path}.ts`)],
    outfile: join(dist, `${path}.${ending}`),
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    plugins: [
      {
        name: "countersign",
        setup({ onResolve }) {
          onResolve({ filter: /^(\.\.\/)+index\.js$/ }, () => ({ path: "countersign", external: true }));
          onResolve({ filter: /^#schemes$/ }, () => ({ path: `./schemes.${ending}`, external: true }));
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
    minifyWhitespace: true, // a hundred schemes are half of it
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
  await mkdir(join(types, "catalogue"));
  await writeFile(join(types, "catalogue/schemes.d.ts"), schemeTypes());

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
  for (const entry of ["index", ...SUBPATHS, "catalogue/schemes"]) await reach(entry, reached);
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
  const interfaceOf = (of) =>
    of.map(({ id, event }) => {
      const union = event.types?.map((type) => JSON.stringify(type)).join(" | ") || "never";
      return `  ${JSON.stringify(id)}: ${union};\n`;
    });
  return (
    "/** The event types that each provider documents, by the id of its scheme. */\n" +
    `export interface EventTypes {\n${interfaceOf(schemes).join("")}}\n\n` +
    "/** The same of the schemes that are imported by name from `countersign/schemes`. */\n" +
    `export interface CatalogueEventTypes {\n${interfaceOf(catalogue).join("")}}\n`
  );
}

/** The declarations of every scheme by itself. */
function schemeTypes() {
  const lines = all.map(({ id, name, source }) => {
    const about = `${name ?? id}, as ${source} says.`.replaceAll("*/", "*\\/");
    return `/** ${about} */\nexport declare const ${identifier(id)}: BuiltinScheme<${JSON.stringify(id)}>;\n`;
  });
  return (
    "/**\n * Every built-in scheme by itself.\n *\n * @example\n * ```ts\n" +
    ' * import { Verifier } from "countersign";\n * import { stripe } from "countersign/schemes";\n *\n' +
    " * const verifier = new Verifier(stripe, process.env.STRIPE_SECRET!);\n * ```\n *\n * @module\n */\n\n" +
    `import type { BuiltinScheme } from "../scheme.js";\n\n${lines.join("")}`
  );
}
