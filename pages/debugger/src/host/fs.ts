/** A page cannot read files by name. */
export function readFileSync(): never {
  throw new Error("a page reads no files by their names: give the body as a file, under Fields");
}
