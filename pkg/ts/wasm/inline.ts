import { decode } from "./decode.js";

/** The module in base64, put here by the build. */
declare const WASM_BASE64: string;

/** Compiles the module from its bytes: without a file, a request or a promise. */
export function compile(): WebAssembly.Module {
  return new WebAssembly.Module(decode(WASM_BASE64));
}
