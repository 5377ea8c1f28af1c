import { CommandError } from "./errors.js";

/** A signature that stands in no header, and the component of the request that it is. */
export interface PlacedSignature {
  readonly part: string;
  readonly text: string;
}

/** Puts a signature into a body or a query. */
export function placeSignature({ part, text }: PlacedSignature, body: Buffer): { body: Buffer; query: string } {
  const name = part.slice(part.indexOf(":") + 1);
  if (part.startsWith("query:")) return { body, query: new URLSearchParams([[name, text]]).toString() };
  if (part.startsWith("form:")) {
    const form = new URLSearchParams(body.toString());
    form.set(name, text);
    return { body: Buffer.from(form.toString()), query: "" };
  }
  const payload = parse(body);
  if (payload === undefined || !put(payload, part, text)) {
    throw new CommandError(`the signature stands in ${part} of the body, and there is no room for it in this one`);
  }
  return { body: Buffer.from(JSON.stringify(payload)), query: "" };
}

function parse(body: Buffer): object | undefined {
  try {
    const payload: unknown = JSON.parse(body.toString());
    return typeof payload === "object" && payload !== null ? payload : undefined;
  } catch {
    return undefined;
  }
}

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

/** A URL with more of a query behind it. */
export function withQuery(url: string, query: string): string {
  if (query === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
