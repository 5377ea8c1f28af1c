import type { Scheme, SchemeVariant } from "../../../../pkg/ts/scheme.ts";

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

/** A variant as a scheme for itself. */
export function formOf(scheme: Scheme, variant: SchemeVariant): Scheme {
  const { variants, timestamp, ...rest } = scheme;
  const { signature, signed_content, event } = variant;
  const { format, data, types } = scheme.event;
  const isSigned = signature !== undefined && signed_content !== undefined;
  const time = isSigned ? variant.timestamp : timestamp;
  return {
    ...rest,
    ...(isSigned && { signature, signed_content }),
    ...(time && { timestamp: time }),
    ...(event && { event: { ...event, format, ...(data && { data }), ...(types && { types }) } }),
  };
}

/** The components whose values are fixed. Of those that follow from the body, the engine says them. */
export function expectedValues({ equal = [] }: Scheme): ReadonlyMap<string, string> {
  return new Map(equal.flatMap(({ part, is }) => (is === undefined ? [] : [[part, is.includes("{") ? "" : is] as const])));
}
