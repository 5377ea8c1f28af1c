import inflate from "tiny-inflate";

import { findZlib } from "../../native.js";
import { decode } from "../../wasm/decode.js";

/** The module, deflated and in base64, and its size in bytes. Put here by the build. */
declare const EXPLAIN_WASM_BASE64: string;
declare const EXPLAIN_WASM_SIZE: number;

/**
 * Compiles the module from its bytes: without a file, a request or a promise. It is
 * deflated, because whoever imports the package reads this file, and few explain.
 */
export function compile(): WebAssembly.Module {
  const deflated = decode(EXPLAIN_WASM_BASE64);
  const bytes = findZlib()?.inflateRawSync(deflated) ?? inflate(deflated, new Uint8Array(EXPLAIN_WASM_SIZE));
  return new WebAssembly.Module(bytes);
}
