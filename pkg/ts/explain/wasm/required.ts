declare function require(path: "./explain.cjs"): { compile(): WebAssembly.Module };

/** Loads the module's file on demand: a process that only verifies never reads it. */
export function compile(): WebAssembly.Module {
  return require("./explain.cjs").compile();
}
