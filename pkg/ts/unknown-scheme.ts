import { closest } from "./closest.js";
import { call, refusal } from "./core.js";
import { VerificationError } from "./errors.js";
import { known } from "./known.js";
import { builtin } from "./scheme.js";

/** What each scheme of `countersign/schemes` that is not built in is exported as, by its id. */
declare const CATALOGUE_EXPORTS: Readonly<Record<string, string>>;

/** Whether who reads a message may have written `require`. */
declare const IS_COMMONJS: boolean;

/** The error for a scheme's id that is not known here. It says what to do. */
export function unknownScheme(id: string): VerificationError {
  const { code, message, status, details } = refusal(call(({ glue }) => glue.unknownScheme(id)));
  const said = Object.hasOwn(CATALOGUE_EXPORTS, id)
    ? `the scheme \`${id}\` is not known by its id here: ${toImport(id)}`
    : `${message}: ${suggestion(id)}`;
  return new VerificationError({ code, message: said, status, details });
}

function suggestion(id: string): string {
  const named = [...builtin, ...known].map((scheme) => scheme.id);
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
