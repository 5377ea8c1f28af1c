/** The module in base64, put here by the build. */
declare const WASM_BASE64: string;

/** Compiles the module from its bytes: without a file, a request or a promise. */
export function compile(): WebAssembly.Module {
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  return new WebAssembly.Module(bytes);
}
