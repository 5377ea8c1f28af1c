import makeInflater from "#inflater";

import { findZlib } from "../../host-builtins.js";
import { decode } from "../../wasm/decode.js";

/** The deflated module in base64, and its inflated size in bytes. Put here by the build. */
declare const EXPLAIN_WASM_BASE64: string;
declare const EXPLAIN_WASM_SIZE: number;

/**
 * Compiles the module from its inlined bytes, synchronously. They are deflated because
 * every user of the package loads them, and few call `explain`.
 */
export function compile(): WebAssembly.Module {
  const deflated = decode(EXPLAIN_WASM_BASE64);
  const bytes = findZlib()?.inflateRawSync(deflated) ?? inflate(deflated);
  return new WebAssembly.Module(bytes);
}

function inflate(deflated: Uint8Array): Uint8Array<ArrayBuffer> {
  return makeInflater().inflate(deflated, new Uint8Array(EXPLAIN_WASM_SIZE));
}
