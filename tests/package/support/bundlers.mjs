// Each bundler as its users call it. Each gives the path of the bundle of a
// project's `main.mjs`.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";
import { build as viteBuild } from "vite";
import webpack from "webpack";

import { temporaryFolder } from "./project.mjs";

export async function withEsbuild(folder, options = {}) {
  const outdir = temporaryFolder();
  await build({
    absWorkingDir: folder,
    bundle: true,
    entryPoints: ["main.mjs"],
    logLevel: "silent",
    outdir,
    ...options,
  });
  return only(outdir);
}

/** For browsers, unless it is for a server. */
export async function withVite(folder, { ssr = false } = {}) {
  const outDir = temporaryFolder();
  await viteBuild({
    build: {
      emptyOutDir: false,
      minify: true,
      outDir,
      rollupOptions: { input: join(folder, "main.mjs") },
      ssr,
    },
    configFile: false,
    logLevel: "error",
    root: folder,
    ssr: { noExternal: true },
  });
  return only(ssr ? outDir : join(outDir, "assets"));
}

export async function withWebpack(folder, options = {}) {
  const path = temporaryFolder();
  const stats = await promisify(webpack)({
    context: folder,
    entry: "./main.mjs",
    mode: "production",
    output: { filename: "bundle.js", path },
    performance: false,
    ...options,
  });
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length + warnings.length > 0) throw new Error(JSON.stringify([...errors, ...warnings]));
  return only(path);
}

/** The one file of a folder: a bundle is one. */
function only(folder) {
  const files = readdirSync(folder);
  if (files.length !== 1) throw new Error(`a bundle of ${files.length} files: ${files}`);
  return join(folder, files[0]);
}
