// The forms in which providers send: each scheme's own, and its variants.

import { formOf } from "../engine/components.ts";
import type { Scheme } from "../engine/types.ts";
import { schemes } from "./input.ts";

/** A form that can be chosen. */
export interface Form {
  /** The scheme's id, and for a variant its own behind it: `bottlecrm/timestamped`. */
  readonly id: string;
  readonly scheme: Scheme;
  /** The form as a scheme for itself. */
  readonly form: Scheme;
  readonly variant: string | undefined;
}

/** Those of a scheme, its own first. */
export function formsOf(scheme: Scheme): readonly Form[] {
  const variants = (scheme.variants ?? []).map((variant) => ({
    id: `${scheme.id}/${variant.id}`,
    scheme,
    form: formOf(scheme, variant),
    variant: variant.id,
  }));
  return [{ id: scheme.id, scheme, form: scheme, variant: undefined }, ...variants];
}

const forms = new Map(schemes.flatMap(formsOf).map((form) => [form.id, form]));

export function findForm(id: string): Form | undefined {
  return forms.get(id);
}
