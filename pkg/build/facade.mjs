// The facade, with the core and what explains.

import { join } from "node:path";

import { transform } from "esbuild";

import { explainDefinitions, factsOf, madeModules, wasmDefinitions } from "./bindings.mjs";
import { build } from "./npm.mjs";
import { dist, here, put } from "./paths.mjs";
import { catalogueExports, schemes } from "./schemes.mjs";

const builtinFacts = await factsOf(schemes);

/**
 * One file of JavaScript with everything in it, as every further one takes a
 * process a millisecond to import. Bundlers leave out of it what is not used. A
 * file that is required need not read what explains before it is asked to.
 */
export async function bundle(file, { format, wasm: loader, explain }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "ts/index.ts")],
    bundle: true,
    write: false,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["*.wasm"],
    define: {
      BUILTIN_FACTS: JSON.stringify(builtinFacts),
      BUILTIN_SCHEMES: JSON.stringify(schemes),
      CATALOGUE_EXPORTS: JSON.stringify(catalogueExports),
      IS_COMMONJS: String(format === "cjs"),
      ...wasmDefinitions,
      ...explainDefinitions,
    },
    plugins: [
      madeModules(),
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

/** What explains: read by whoever explains, and by no one else. */
export function engine(file, { format, wasm: loader }) {
  return build({
    entryPoints: [join(here, `ts/explain/wasm/${loader}.ts`)],
    outfile: join(dist, file),
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["*.wasm"],
    define: explainDefinitions,
    plugins: [madeModules()],
  });
}
