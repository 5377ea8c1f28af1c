// The schemes as modules, and the types of their events.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { here } from "./paths.mjs";

/** The schemes that are known by name. */
export const schemes = await readSchemes("builtin");
const catalogue = await readSchemes("catalogue");
/** What each scheme of the catalogue is exported as, by its id. */
export const catalogueExports = Object.fromEntries(catalogue.map(({ id }) => [id, identifier(id)]));
/** Those and these, in the order of their ids. */
export const all = [...schemes, ...catalogue].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The schemes in a folder of `schemes`, in the order of their ids. */
async function readSchemes(name) {
  const folder = join(here, "../schemes", name);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
  );
}

/**
 * A module of all schemes, each by itself: nothing but literals, so that bundlers
 * leave out what is not imported.
 */
export function schemesModule(declaration) {
  const lines = all.map((scheme) => {
    // Data for machines: what describes a scheme to its reader is in the declarations.
    const { $schema, ...rest } = scheme;
    return `${declaration(identifier(scheme.id))} = ${JSON.stringify(rest)};\n`;
  });
  return lines.join("");
}

/** What a scheme is called in JavaScript: `x-twitter` is `xTwitter`. */
function identifier(id) {
  return id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

/** The types of every scheme's events, from the files that the core reads. */
export function eventTypes() {
  const interfaceOf = (of) =>
    of.map(({ id, event }) => {
      const union = event.types?.map((type) => JSON.stringify(type)).join(" | ") || "never";
      return `  ${JSON.stringify(id)}: ${union};\n`;
    });
  return (
    "/** The event types that each provider documents, by the id of its scheme. */\n" +
    `export interface EventTypes {\n${interfaceOf(schemes).join("")}}\n\n` +
    "/** The same of the schemes that are imported by name from `countersign/schemes`. */\n" +
    `export interface CatalogueEventTypes {\n${interfaceOf(catalogue).join("")}}\n`
  );
}

/** The declarations of every scheme by itself. */
export function schemeTypes() {
  const lines = all.map(({ id, name, source }) => {
    const about = `${name ?? id}, as ${source} says.`.replaceAll("*/", "*\\/");
    return `/** ${about} */\nexport declare const ${identifier(id)}: BuiltinScheme<${JSON.stringify(id)}>;\n`;
  });
  return (
    "/**\n * Every built-in scheme by itself.\n *\n * @example\n * ```ts\n" +
    ' * import { Verifier } from "countersign";\n * import { stripe } from "countersign/schemes";\n *\n' +
    " * const verifier = new Verifier(stripe, process.env.STRIPE_SECRET!);\n * ```\n *\n * @module\n */\n\n" +
    `import type { BuiltinScheme } from "../scheme.js";\n\n${lines.join("")}`
  );
}
