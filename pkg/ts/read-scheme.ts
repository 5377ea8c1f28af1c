import { known } from "./known.js";
import { builtin, type Scheme, type SchemeRef } from "./scheme.js";
import { unknownScheme } from "./unknown-scheme.js";

/** A scheme as the core takes it, and a copy that no one else can change. */
export interface ReadScheme {
  readonly json: string;
  /** Not checked: the core does that. Null where the scheme is written as such. */
  readonly scheme: Scheme | null;
}

/**
 * @throws {@link VerificationError} `unknown_scheme`.
 * @throws TypeError for what is neither an id nor an object.
 */
export function readScheme(ref: SchemeRef): ReadScheme {
  if (typeof ref === "string") {
    const is = ({ id }: Scheme) => id === ref;
    const scheme = builtin.find(is) ?? known.find(is);
    if (scheme === undefined) throw unknownScheme(ref);
    return { json: JSON.stringify(scheme), scheme };
  }
  if (typeof ref !== "object" || ref === null || Array.isArray(ref)) {
    throw new TypeError("The scheme must be the id of a built-in one, or an object that is one.");
  }
  const json = toJson(ref);
  return { json, scheme: JSON.parse(json) as Scheme | null };
}

/** It fails on circles, bigints and the like, and where something within it throws. */
function toJson(scheme: Scheme): string {
  let json: string | undefined;
  let cause: unknown;
  try {
    json = JSON.stringify(scheme);
  } catch (error) {
    cause = error;
  }
  if (json !== undefined) return json;
  throw new TypeError("The scheme must be an object that can be written as JSON.", { cause });
}
