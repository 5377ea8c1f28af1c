/** A page reads no files by their names. */
export function readFileSync(): never {
  throw new Error("a page reads no files by their names: give the body as a file, under Fields");
}
