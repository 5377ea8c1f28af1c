/** Puts a value to where a JSON Pointer leads, through objects alone. Whether it could. */
export function put(root: object, pointer: string, value: unknown): boolean {
  const names = pointer.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop()!;
  let parent = root as Record<string, unknown>;
  for (const name of names) {
    if (!Object.hasOwn(parent, name)) define(parent, name, {});
    const child = parent[name];
    if (typeof child !== "object" || child === null) return false;
    parent = child as Record<string, unknown>;
  }
  define(parent, last, value);
  return true;
}

/** As assignment does, but for `__proto__`, which is a name like any other in JSON. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}
