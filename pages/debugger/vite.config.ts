// Builds the page into dist/: index.html, the whole page; the same compressed; and
// page.json, with the policy and the ETag for a server's headers.

import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import { bundled } from "./build/bundled.ts";
import { engine } from "./build/engine.ts";
import { fontFiles, fonts } from "./build/fonts.ts";
import { schemes } from "./build/schemes.ts";
import { singleFile } from "./build/single-file.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const HOST = {
  alias: {
    // Substitutes for the parts of Node that the command's request parsers use.
    "node:crypto": at("src/host/crypto.ts"),
    "node:fs": at("src/host/fs.ts"),
    // The decompressing half of the library alone.
    "lzma1/decoder": at("node_modules/lzma1/lib/decoder.js"),
    "lzma1/streams": at("node_modules/lzma1/lib/streams.js"),
  },
  inject: { Buffer: [at("src/host/buffer.ts"), "Buffer"] as [string, string] },
};

const shared = () => [engine(), schemes(), bundled(fontFiles)];

export default defineConfig({
  root: at("."),
  publicDir: false,
  resolve: { alias: HOST.alias },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [...shared(), fonts(), singleFile()],
  worker: {
    format: "iife",
    plugins: shared,
    rolldownOptions: { transform: { inject: HOST.inject } },
  },
  build: {
    target: "es2022",
    // Inlines every asset.
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: { transform: { inject: HOST.inject } },
  },
});
