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
//   dist/LICENSE-*                  the repository's                   ships
//   dist/bundled.json               the npm packages that are in it
//
// `files` in package.json says what ships. The rest is what the type-checker
// and the next run of this file read.

import { copyFile } from "node:fs/promises";
import { join } from "node:path";

import { declare } from "./build/declarations.mjs";
import { command, subpath } from "./build/entries.mjs";
import { bundle, engine } from "./build/facade.mjs";
import { writeBundled } from "./build/npm.mjs";
import { dist, here, put, SUBPATHS } from "./build/paths.mjs";
import { schemesModule } from "./build/schemes.mjs";

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
  ...["LICENSE-APACHE", "LICENSE-MIT"].map((file) => copyFile(join(here, "..", file), join(dist, file))),
]);
await writeBundled();
