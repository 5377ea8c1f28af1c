// `virtual:engine`: the WebAssembly of `explain` from the npm package's build, in base64.
// It is compressed with LZMA, which is a fifth smaller than a server's compression of the
// page, and leaves that nothing to compress.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { compress, decompress } from "lzma1";
import type { Plugin } from "vite";

const WASM = fileURLToPath(new URL("../../../pkg/dist/wasm/explain_bg.wasm", import.meta.url));
const ID = "virtual:engine";

export function engine(): Plugin {
  return {
    name: "countersign-engine",
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      const wasm = await readFile(WASM);
      const packed = compress(wasm, 9);
      if (!wasm.equals(decompress(packed))) throw new Error("the engine did not survive its compression");
      return `export default ${JSON.stringify(Buffer.from(packed).toString("base64"))};`;
    },
  };
}
