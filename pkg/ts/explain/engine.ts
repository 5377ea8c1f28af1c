import createGlue, { type ExplainGlue } from "#explain-glue";
import { compile } from "#explain-wasm";

let module: WebAssembly.Module | undefined;

/**
 * The module that explains, started for one call: what it has seen, the secret
 * among it, goes with its memory. It is compiled when it is first asked for.
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
