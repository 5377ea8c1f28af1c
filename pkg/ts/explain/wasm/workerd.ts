import module from "./wasm/explain_bg.wasm";

/** The module that the host has compiled: a Worker must not compile one itself. */
export function compile(): WebAssembly.Module {
  return module;
}
