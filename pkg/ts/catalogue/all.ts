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
import { KNOW, type know } from "../known.js";

declare module "../event-types.js" {
  interface EventTypes extends CatalogueEventTypes {}
}

const facade = builtin as unknown as { readonly [KNOW]: typeof know };

Object.values(schemes).forEach(facade[KNOW]);
