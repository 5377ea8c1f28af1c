import type { Scheme } from "../scheme.js";

/** The parts of a request that a scheme reads, as it writes them, but for that of the signature. */
export function partsOf({ timestamp, signed_content, equal = [] }: Scheme): string[] {
  const templates = [signed_content, ...equal.map(({ is = "" }) => is)];
  const inTemplates = templates.flatMap((text) => [...text.matchAll(/\{([^{}]+)\}/g)].map(([, part]) => part!));
  const parts = [...inTemplates, ...equal.map(({ part }) => part), timestamp?.part ?? ""];
  return [...new Set(parts)].filter((part) => /^(\/|header:|query:|form:|sorted_form$)/.test(part));
}

/** Whether the body has to be a form. */
export function takesForm(scheme: Scheme): boolean {
  const parts = [...partsOf(scheme), scheme.signature.part ?? ""];
  return parts.some((part) => part === "sorted_form" || part.startsWith("form:"));
}

/** The headers that have a certain value in every authentic request. */
export function fixedHeaders({ equal = [] }: Scheme): Record<string, string> {
  const headers = equal.flatMap(({ part, is }): [string, string][] =>
    part.startsWith("header:") && is !== undefined && !is.includes("{") ? [[part.slice("header:".length), is]] : [],
  );
  return Object.fromEntries(headers);
}
