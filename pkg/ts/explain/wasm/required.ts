declare function require(path: "./explain.cjs"): { compile(): WebAssembly.Module };

/** Loads the file that holds the module only now: who verifies alone never reads it. */
export function compile(): WebAssembly.Module {
  return require("./explain.cjs").compile();
}
