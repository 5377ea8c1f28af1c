import { createHash } from "node:crypto";

import { builtin, type Scheme } from "../../scheme.js";
import { partsOf } from "../parts.js";
import { bottlecrm } from "./bottlecrm.js";
import { customermates } from "./customermates.js";
import type { Occasion, Provider } from "./occasion.js";
import { optimocms } from "./optimocms.js";
import { otherEvent, partValue } from "./other.js";
import { salesos } from "./salesos.js";
import { whitelabelcro } from "./whitelabelcro.js";

const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  Object.entries({ bottlecrm, customermates, optimocms, salesos, whitelabelcro }),
);

/** What makes the bodies of a scheme's events, in its own form or in a variant. */
export type SampleBody = (type: string, occasion: Occasion) => Buffer;

/**
 * The bodies of events as the provider would send them.
 *
 * @param form - The scheme, or the variant as a scheme for itself.
 */
export function sampleBodies(scheme: Scheme, form: Scheme, variant: string | undefined): SampleBody {
  const provider = builtin.includes(scheme) ? PROVIDERS.get(scheme.id) : undefined;
  const envelope = variant === undefined ? provider?.envelope : provider?.variants?.[variant];
  return (type, occasion) => {
    const data = provider?.data[type];
    if (!envelope || !data) return otherEvent(form, type, occasion);
    return Buffer.from(JSON.stringify(envelope(type, data(occasion), occasion)));
  };
}

/** What a request has in its headers and its query that the scheme reads beside the body. */
export function sampleRest(
  scheme: Scheme,
  body: Buffer,
  occasion: Occasion,
): { headers: Record<string, string>; query: string } {
  const fixed = new Map((scheme.equal ?? []).map(({ part, is }) => [part, is]));
  const values = (place: string): [string, string][] =>
    partsOf(scheme).flatMap((part): [string, string][] => {
      if (!part.startsWith(place)) return [];
      const text = fixed.get(part);
      const value = text === undefined ? String(partValue(scheme, part, occasion)) : filled(text, body);
      return [[part.slice(place.length), value]];
    });
  return { headers: Object.fromEntries(values("header:")), query: new URLSearchParams(values("query:")).toString() };
}

/** A text that something is equal to, with the body's hash in it. */
function filled(text: string, body: Buffer): string {
  return text.replaceAll("{body_sha256_hex}", () => createHash("sha256").update(body).digest("hex"));
}
