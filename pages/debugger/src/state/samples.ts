// What a provider sends, as the command's samples have it.

import { expectedValues, partsOf, takesForm } from "../engine/components.ts";
import { sampleBodies, sampleRest as restOf } from "../../../../pkg/ts/cli/samples/index.ts";
import { sampleValues } from "../../../../pkg/ts/cli/samples/sample-values.ts";
import type { HeaderLine } from "../engine/protocol.ts";
import type { Scheme } from "../engine/types.ts";
import type { Form } from "./forms.ts";

const nextValues = sampleValues();
let number = 0;

/** A body as the provider would send it. */
export function sample({ scheme, form, variant }: Form, type: string, now: number): string {
  return sampleBodies({ scheme, form, variant, facts: factsOf(form) })(type, nextValues(number++, now)).toString();
}

/** What a request has beside the body that the scheme reads: headers, and parameters behind the URL. */
export function sampleRest(scheme: Scheme, target: string, now: number): { headers: HeaderLine[]; url: string } {
  const { headers, query } = restOf({ form: scheme, facts: factsOf(scheme) }, () => expectedValues(scheme), nextValues(number, now));
  const url = new URL(target);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value);
  // Without parameters it stays as it was typed.
  return { headers: Object.entries(headers), url: query === "" ? target : url.href };
}

/** The content type of a scheme's bodies. */
export function contentType(scheme: Scheme): string {
  return takesForm(scheme) ? "application/x-www-form-urlencoded" : "application/json";
}

function factsOf(scheme: Scheme) {
  return { components: partsOf(scheme), takes_form: takesForm(scheme) };
}
