/**
 * What wasm-bindgen generates. It keeps its instance in variables of its
 * module, so the build wraps that module into a function: every call makes
 * bindings that share nothing with those made before.
 */
export type Glue = typeof import("../../dist/wasm/countersign.js");

export default function createGlue(): Glue;
