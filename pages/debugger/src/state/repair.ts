import type { Diagnosis } from "../engine/protocol.ts";
import type { Cause, Repair } from "../engine/types.ts";
import { replace } from "./input-history.ts";
import { bodyFields, EMPTY_FIELDS, type Input, input, schemes } from "./input.ts";

/** Applies a cause's repair to the input. It can be undone. */
export function apply(cause: Cause, repair: Repair, { parsed: { request } }: Diagnosis): void {
  const before = input.peek();
  const body = repair.body === undefined ? request.body : fromBase64(repair.body);
  const next: Input = {
    ...before,
    mode: "fields",
    fields: {
      ...EMPTY_FIELDS,
      method: request.method ?? "POST",
      url: repair.url ?? (before.url || (request.url ?? "")),
      headers: repaired(request.headers, repair).map(([name, value]) => `${name}: ${value}`).join("\n"),
      ...bodyFields(body),
    },
    ...schemeOf(repair, before),
    ...(repair.now !== undefined && { now: repair.now }),
  };
  replace(`the fix for “${cause.title}”`, next, repair.secret === undefined ? undefined : [repair.secret]);
}

function schemeOf({ scheme }: Repair, { ownScheme }: Input): Pick<Input, "scheme" | "ownScheme"> | undefined {
  if (scheme === undefined) return undefined;
  const id = typeof scheme === "string" ? scheme : scheme.id;
  const builtin = schemes.find((one) => one.id === id);
  if (builtin && typeof scheme === "string") return { scheme: id, ownScheme };
  return { scheme: "own", ownScheme: JSON.stringify(scheme, undefined, 2) };
}

/** The repaired headers: changed ones keep their place, new ones come last. */
function repaired(
  headers: readonly (readonly [string, string])[],
  repair: Repair,
): (readonly [string, string])[] {
  let all = [...headers];
  for (const [name, value] of repair.headers ?? []) {
    const isIt = ([other]: readonly [string, string]) => other.toLowerCase() === name.toLowerCase();
    const at = all.findIndex(isIt);
    all = all.filter((line) => !isIt(line));
    if (value !== null) all.splice(at === -1 ? all.length : at, 0, [name, value]);
  }
  return all;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
