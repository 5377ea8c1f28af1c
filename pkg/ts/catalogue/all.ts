/**
 * Makes every scheme of the catalogue known by its id, here and to the compiler.
 *
 * @example
 * ```ts
 * import { Verifier } from "countersign";
 * import "countersign/schemes/all";
 *
 * const verifier = new Verifier("stripe", process.env.STRIPE_SECRET!);
 * ```
 *
 * @module
 */

import * as schemes from "#schemes";

import { schemes as builtin } from "../index.js";
import { KNOWN } from "../known.js";
import type { Scheme } from "../scheme.js";

declare module "../event-types.js" {
  interface EventTypes extends CatalogueEventTypes {}
}

const { [KNOWN]: known } = builtin as unknown as { readonly [KNOWN]: Scheme[] };

for (const scheme of Object.values(schemes)) {
  // A host that evaluates this twice has them once.
  if (!known.some(({ id }) => id === scheme.id)) known.push(scheme);
}
