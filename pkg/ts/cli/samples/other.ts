import type { Scheme } from "../../scheme.js";
import type { Occasion } from "./occasion.js";

/** An event of a scheme that nothing else is known of: its parts are where the scheme says. */
export function otherEvent({ event }: Scheme, type: string, { key, at, person }: Occasion): object {
  const root: Record<string, unknown> = {};
  put(root, event.id, `evt_${key}`);
  put(root, event.type, type);
  put(root, event.time, at);
  put(root, event.tenant, "tenant_1");
  put(root, event.data ?? "/data", { id: key, name: `${person.first} ${person.last}`, email: person.email });
  return root;
}

/** Puts a value to where a JSON Pointer leads; what is no pointer leads nowhere. */
function put(root: Record<string, unknown>, pointer: string | undefined, value: unknown): void {
  if (!pointer?.startsWith("/")) return;
  const names = pointer.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = names.pop()!;
  let parent = root;
  for (const name of names) {
    if (!Object.hasOwn(parent, name)) define(parent, name, {});
    const child = parent[name];
    if (typeof child !== "object" || child === null) return;
    parent = child as Record<string, unknown>;
  }
  define(parent, last, value);
}

/** As assignment does, but for `__proto__`, which is a name like any other in JSON. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}
