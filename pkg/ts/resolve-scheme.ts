import { closest } from "./closest.js";
import { call, parseError } from "./core.js";
import { VerificationError } from "./errors.js";
import { registered } from "./scheme-registry.js";
import { builtin, type Scheme, type SchemeRef } from "./scheme.js";

/** A scheme as the core takes it, and a copy that no one else can change. */
export interface ResolvedScheme {
  readonly json: string;
  /** Not checked: the core does that. Null where the scheme is written as such. */
  readonly scheme: Scheme | null;
}

/**
 * @throws {@link VerificationError} `unknown_scheme`.
 * @throws TypeError for what is neither an id nor an object.
 */
export function resolveScheme(ref: SchemeRef): ResolvedScheme {
  if (typeof ref === "string") {
    const is = ({ id }: Scheme) => id === ref;
    const scheme = builtin.find(is) ?? registered.find(is);
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

/** What each scheme of `countersign/schemes` that is not built in is exported as, by its id. */
declare const CATALOGUE_EXPORTS: Readonly<Record<string, string>>;

/** Whether who reads a message may have written `require`. */
declare const IS_COMMONJS: boolean;

/** The error for a scheme's id that is not known here. It says what to do. */
export function unknownScheme(id: string): VerificationError {
  const { code, message, status, details } = parseError(call(({ glue }) => glue.unknownScheme(id)));
  const said = Object.hasOwn(CATALOGUE_EXPORTS, id)
    ? `the scheme \`${id}\` is not known by its id here: ${toImport(id)}`
    : `${message}: ${suggestion(id)}`;
  return new VerificationError({ code, message: said, status, details });
}

function suggestion(id: string): string {
  const named = [...builtin, ...registered].map((scheme) => scheme.id);
  const meant = likely(id.toLowerCase(), [...named, ...Object.keys(CATALOGUE_EXPORTS)]);
  const [first] = meant;
  if (first === undefined) return "`npx countersign schemes` lists them, and an object describes one of your own";
  const question = `did you mean ${meant.map((one) => `\`${one}\``).join(" or ")}?`;
  if (named.includes(first)) return question;
  return `${question} ${meant.length > 1 ? "For the first," : "Then"} ${toImport(first)}`;
}

/** The ids that may be meant: one that is near, or else those that begin so, as `hubspot-v3`. */
function likely(id: string, ids: readonly string[]): readonly string[] {
  const near = closest(id, ids);
  if (near !== undefined) return [near];
  return id === "" ? [] : ids.filter((one) => one.startsWith(`${id}-`));
}

/** How a scheme of the catalogue is had. */
function toImport(id: string): string {
  const name = CATALOGUE_EXPORTS[id]!;
  const required = IS_COMMONJS ? ` (or const { ${name} } = require("countersign/schemes"))` : "";
  return `import { ${name} } from "countersign/schemes"${required}, and give ${name} in place of the id`;
}
