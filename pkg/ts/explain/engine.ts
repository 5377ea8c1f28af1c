import createGlue, { type ExplainGlue } from "#explain-glue";
import { compile } from "#explain-wasm";

let module: WebAssembly.Module | undefined;

/**
 * A new instance of the WebAssembly module for one call: its memory, which held
 * the secret, is dropped with it. The module is compiled at the first call.
 */
export function engine(): ExplainGlue {
  try {
    module ??= compile();
    const glue = createGlue();
    glue.initSync({ module });
    return glue;
  } catch (cause) {
    throw new Error(
      "Countersign could not start its WebAssembly. A page needs 'wasm-unsafe-eval' in its " +
        "Content-Security-Policy; a Worker needs the package's workerd export, which bundlers " +
        "take under the condition of that name.",
      { cause },
    );
  }
}
