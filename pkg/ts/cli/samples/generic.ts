import type { SchemeFacts } from "../../scheme-facts.js";
import type { Scheme } from "../../scheme.js";
import { put } from "../place-signature.js";
import type { SampleValues } from "./sample-values.js";

/** An event of a scheme that nothing else is known of: its parts are where the scheme says. */
export function otherEvent(
  scheme: Scheme,
  { components, takes_form: takesForm }: Pick<SchemeFacts, "components" | "takes_form">,
  type: string,
  values: SampleValues,
): Buffer {
  const { key, at, person } = values;
  const about = { id: key, name: `${person.first} ${person.last}`, email: person.email };
  if (takesForm) {
    const fields = components.filter((part) => part.startsWith("form:"));
    const named = fields.map((part) => [part.slice("form:".length), componentValue(scheme, part, values)]);
    return Buffer.from(new URLSearchParams({ type, ...about, ...Object.fromEntries(named) }).toString());
  }

  const { event } = scheme;
  const root = {};
  const [id = ""] = event.id.split(" or ");
  const parts = components.map((part) => [part, componentValue(scheme, part, values)] as const);
  for (const [pointer, value] of [
    [id, `evt_${key}`],
    [event.type, type],
    [event.time, event.time_unit === undefined ? at : timeIn(event.time_unit, values)],
    [event.tenant, "tenant_1"],
    [event.data ?? "/data", about],
    ...parts,
  ] as const) {
    if (pointer?.startsWith("/")) put(root, pointer, value);
  }
  return Buffer.from(JSON.stringify(root));
}

/** What stands in a part of the request that the scheme reads: the time, or what no other event has. */
export function componentValue({ timestamp }: Scheme, part: string, values: SampleValues): string | number {
  if (timestamp === undefined || timestamp.part !== part) return values.key;
  return timeIn(timestamp.unit, values);
}

function timeIn(unit: "s" | "ms" | "rfc3339", { date, at }: SampleValues): string | number {
  const millis = date.getTime();
  return { s: Math.floor(millis / 1000), ms: millis, rfc3339: at }[unit];
}
