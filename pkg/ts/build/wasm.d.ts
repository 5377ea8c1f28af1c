/** A module that is imported, as workerd has it. The path is that in `dist/`. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
