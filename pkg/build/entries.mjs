// What finds the facade beside itself: the package's other entries, and the command.

import { chmod } from "node:fs/promises";
import { join } from "node:path";

import { build } from "./npm.mjs";
import { dist, here } from "./paths.mjs";
import { all } from "./schemes.mjs";

/** One file of JavaScript, but for the package itself and the catalogue: they are there once. */
export function subpath(path, format) {
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
export async function command() {
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
