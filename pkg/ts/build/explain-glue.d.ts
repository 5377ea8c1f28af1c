/** What wasm-bindgen generates for `explain`, wrapped as that of the core is. */
export type ExplainGlue = typeof import("../../dist/wasm/explain.js");

export default function createGlue(): ExplainGlue;
