// Sample events, the same as the command's.

import { sampleBodies, sampleRest as restOf } from "../../../../pkg/ts/cli/samples/index.ts";
import { sampleValues } from "../../../../pkg/ts/cli/samples/sample-values.ts";
import type { HeaderLine } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import { factsOf, type Form } from "./scheme-forms.ts";

/** Expected values are set when the request is signed, as they may follow from its body. */
const NO_VALUES: ReadonlyMap<string, string> = new Map();

const nextValues = sampleValues();
let number = 0;

/** A body as the provider would send it. */
export function sample({ scheme, form, variant }: Form, type: string, now: number): string {
  return sampleBodies({ scheme, form, variant, facts: factsOf(form) })(type, nextValues(number++, now)).toString();
}

/** The headers and query parameters that the scheme reads. */
export function sampleRest(scheme: Scheme, target: string, now: number): { headers: HeaderLine[]; url: string } {
  const { headers, query } = restOf({ form: scheme, facts: factsOf(scheme) }, () => NO_VALUES, nextValues(number, now));
  const url = new URL(target);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value);
  // Without parameters, the URL stays as it was typed.
  return { headers: Object.entries(headers), url: query === "" ? target : url.href };
}

/** The content type of a scheme's bodies. */
export function contentType(scheme: Scheme): string {
  return factsOf(scheme).takes_form ? "application/x-www-form-urlencoded" : "application/json";
}
