import type { SchemeFacts } from "../../scheme-facts.js";
import { builtin, type Scheme } from "../../scheme.js";
import { bottlecrm } from "./bottlecrm.js";
import { customermates } from "./customermates.js";
import { componentValue, otherEvent } from "./generic.js";
import { optimocms } from "./optimocms.js";
import { salesos } from "./salesos.js";
import type { Provider, SampleValues } from "./sample-values.js";
import { whitelabelcro } from "./whitelabelcro.js";

const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  Object.entries({ bottlecrm, customermates, optimocms, salesos, whitelabelcro }),
);

/** What makes the bodies of a scheme's events, in its own form or in a variant. */
export type SampleBody = (type: string, values: SampleValues) => Buffer;

/** A form in which a provider sends. */
export interface SampleForm {
  readonly scheme: Scheme;
  /** The scheme, or the variant as a scheme for itself. */
  readonly form: Scheme;
  /** The variant's id. */
  readonly variant: string | undefined;
  /** Those of `form`. */
  readonly facts: Pick<SchemeFacts, "components" | "takes_form">;
}

/** The bodies of events as the provider would send them. */
export function sampleBodies({ scheme, form, variant, facts }: SampleForm): SampleBody {
  const provider = builtin.includes(scheme) ? PROVIDERS.get(scheme.id) : undefined;
  const envelope = variant === undefined ? provider?.envelope : provider?.variants?.[variant];
  return (type, values) => {
    const data = provider?.data[type];
    if (!envelope || !data) return otherEvent(form, facts, type, values);
    return Buffer.from(JSON.stringify(envelope(type, data(values), values)));
  };
}

/**
 * What a request has in its headers and its query that the scheme reads beside the body.
 *
 * @param expected - The components whose values are fixed or follow from the body. Not
 * called where there are none.
 */
export function sampleRest(
  { form, facts }: Pick<SampleForm, "form" | "facts">,
  expected: () => ReadonlyMap<string, string>,
  values: SampleValues,
): { headers: Record<string, string>; query: string } {
  const components = facts.components.filter((component) => /^(header|query):/.test(component));
  const known = components.length === 0 ? undefined : expected();
  const valuesOf = (place: string): [string, string][] =>
    components
      .filter((component) => component.startsWith(place))
      .map((component) => [
        component.slice(place.length),
        known?.get(component) ?? String(componentValue(form, component, values)),
      ]);
  return { headers: Object.fromEntries(valuesOf("header:")), query: new URLSearchParams(valuesOf("query:")).toString() };
}
