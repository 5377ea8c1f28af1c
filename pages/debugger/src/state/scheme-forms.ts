// The forms in which providers send: each scheme's own, and its variants.

import type { SchemeFacts } from "../../../../pkg/ts/scheme-facts.ts";
import type { Scheme } from "../engine/types.ts";
import { schemes } from "./input.ts";
import { ownSchemeFacts } from "./own-scheme.ts";

/** What the core says of each form of the built-in schemes, put here by the build. */
declare const SCHEME_FORMS: Readonly<Record<string, { readonly facts: SchemeFacts; readonly form?: Scheme }>>;

/** A form of a scheme. */
export interface Form {
  /** The scheme's id; of a variant with its own id after it: `bottlecrm/timestamped`. */
  readonly id: string;
  readonly scheme: Scheme;
  /** The form as a scheme of its own. */
  readonly form: Scheme;
  readonly variant: string | undefined;
}

/** The forms of a scheme, its own first. */
export function formsOf(scheme: Scheme): readonly Form[] {
  const own = { id: scheme.id, scheme, form: scheme, variant: undefined };
  return builtinForms.get(scheme) ?? [own];
}

const builtinForms = new Map(
  schemes.map((scheme): [Scheme, readonly Form[]] => {
    const variants = (scheme.variants ?? []).map(({ id: variant }) => {
      const id = `${scheme.id}/${variant}`;
      return { id, scheme, form: SCHEME_FORMS[id]!.form!, variant };
    });
    return [scheme, [{ id: scheme.id, scheme, form: scheme, variant: undefined }, ...variants]];
  }),
);

const byId = new Map([...builtinForms.values()].flat().map((form) => [form.id, form]));

export function findForm(id: string): Form | undefined {
  return byId.get(id);
}

const builtinFacts = new Map([...byId.values()].map(({ id, form }) => [form, SCHEME_FORMS[id]!.facts]));

/** What the core says of a form. */
export function factsOf(form: Scheme): SchemeFacts {
  return builtinFacts.get(form) ?? ownSchemeFacts.value;
}

/** Whether the URL, or a part of it, is verified. */
export function signsUrl(form: Scheme): boolean {
  const { target } = factsOf(form);
  return target.includes("url") || target.includes("query");
}
