import { builtin, type Scheme } from "../../scheme.js";
import { bottlecrm } from "./bottlecrm.js";
import { customermates } from "./customermates.js";
import type { Occasion, Provider } from "./occasion.js";
import { optimocms } from "./optimocms.js";
import { otherEvent } from "./other.js";
import { salesos } from "./salesos.js";
import { whitelabelcro } from "./whitelabelcro.js";

const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  Object.entries({ bottlecrm, customermates, optimocms, salesos, whitelabelcro }),
);

/** The body of an event as the provider would send it. */
export function sampleBody(scheme: Scheme, type: string, occasion: Occasion): Buffer {
  const provider = builtin.includes(scheme) ? PROVIDERS.get(scheme.id) : undefined;
  const data = provider?.data[type];
  const event = provider && data ? provider.envelope(type, data(occasion), occasion) : otherEvent(scheme, type, occasion);
  return Buffer.from(JSON.stringify(event));
}
