// esbuild, and which npm packages it has taken into what ships: their licences go along.

import { resolve, sep } from "node:path";

import * as esbuild from "esbuild";

import { here, put } from "./paths.mjs";

const packages = new Set();

/** Bundles, and remembers the packages that are in the bundle. */
export async function build(options) {
  const result = await esbuild.build({ ...options, metafile: true, absWorkingDir: here });
  for (const input of Object.keys(result.metafile.inputs)) {
    const folder = folderOf(resolve(here, input));
    if (folder !== undefined) packages.add(folder);
  }
  return result;
}

/** The folder of the npm package that a file is of. */
function folderOf(file) {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll(sep, "/")) ?? [];
  return folder;
}

/** Writes the folders of all packages that have been taken in. */
export function writeBundled() {
  return put("bundled.json", JSON.stringify([...packages].sort()));
}
