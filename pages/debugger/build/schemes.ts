// Puts the built-in schemes where the npm package's build puts them, without the members
// that the page never shows, and with what the core says of each of their forms.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

import { initSync, schemeFacts, schemeVariant } from "../../../pkg/dist/wasm/explain.js";

const WASM = new URL("../../../pkg/dist/wasm/explain_bg.wasm", import.meta.url);
const BY_NAME = new URL("../../../schemes/builtin/", import.meta.url);
const FOLDERS = [BY_NAME, new URL("../../../schemes/catalogue/", import.meta.url)];

const UNUSED = new Set(["source", "confidence", "handshakes", "retries"]);

interface SchemeFile {
  readonly id: string;
  readonly variants?: readonly { readonly id: string }[];
}

export function schemes(): Plugin {
  const files = FOLDERS.flatMap((folder) => filesOf(folder).map((file) => readFileSync(new URL(file, folder), "utf8")));
  const byName = filesOf(BY_NAME).map((file) => file.replace(/\.json$/, ""));
  initSync({ module: new WebAssembly.Module(readFileSync(WASM)) });
  return {
    name: "countersign-schemes",
    config: () => ({
      define: {
        BUILTIN_SCHEMES: inScript(files.map((json) => withoutUnused(JSON.parse(json) as object))),
        SCHEMES_BY_NAME: JSON.stringify(byName),
        SCHEME_FORMS: inScript(Object.fromEntries(files.flatMap(formsOf))),
      },
    }),
  };
}

/** A scheme's forms by their ids: what the core says of each, and a variant as a scheme of its own. */
function formsOf(json: string): [id: string, form: { facts: object; form?: object }][] {
  const { id, variants = [] } = JSON.parse(json) as SchemeFile;
  const variantForms = variants.map(({ id: variant }): [string, { facts: object; form: object }] => {
    const form = schemeVariant(json, variant);
    return [`${id}/${variant}`, { facts: factsOf(form), form: withoutUnused(JSON.parse(form) as object) }];
  });
  return [[id, { facts: factsOf(json) }], ...variantForms];
}

function factsOf(json: string): object {
  return JSON.parse(schemeFacts(json)) as object;
}

function withoutUnused(scheme: object): object {
  return Object.fromEntries(Object.entries(scheme).filter(([name]) => !UNUSED.has(name)));
}

/** As text that is parsed at run time, which browsers do faster than reading the same as script. */
function inScript(value: unknown): string {
  return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}

function filesOf(folder: URL): string[] {
  return readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".json")).sort();
}
